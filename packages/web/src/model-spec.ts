/** What a model is for, by its inputs, outputs and metadata. */
import type { Metadata } from './metadata.ts';
import type { Ends } from './models/ends.ts';
import { type ImageSpec, imageSpec, isTranslator } from './models/image-spec.ts';
import { type NoiseSpec, noiseSpec } from './models/noise-spec.ts';
import { sampleKinds } from './samples/index.ts';

export type ModelSpec = NoiseSpec | ImageSpec;

/**
 * What a page can do with a model: make samples of noise, or translate images.
 *
 * @param ends the inputs and outputs, in the file's order
 * @throws WebError 'unsuitable-model' for any other model
 * @example
 * modelSpec({ inputs: [noise], outputs: [image] }, { 'ganport.range.image': '-1 1' }).kind; // 'noise'
 */
export function modelSpec(ends: Ends, metadata: Metadata): ModelSpec {
  return isTranslator(ends) ? imageSpec(ends, metadata) : noiseSpec(ends, metadata, sampleKinds);
}

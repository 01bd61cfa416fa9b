/** What a model is for, by its inputs, outputs and metadata. A new kind is a file here and a row below. */
import type { Metadata } from '../metadata.ts';
import type { Ends } from './ends.ts';
import { type ImageSpec, imageSpec, isTranslator } from './image-spec.ts';
import { type NoiseSpec, noiseSpec } from './noise-spec.ts';

export type ModelSpec = NoiseSpec | ImageSpec;

interface Kind {
  readonly fits: (ends: Ends) => boolean;
  readonly read: (ends: Ends, metadata: Metadata) => ModelSpec;
}

/** The first that fits reads the model; the last one's errors are those of other models. */
const kinds: readonly Kind[] = [
  { fits: isTranslator, read: imageSpec },
  { fits: () => true, read: noiseSpec },
];

/**
 * What a page can do with a model: make samples of noise, or translate images.
 *
 * @param ends the inputs and outputs, in the file's order
 * @throws WebError 'unsuitable-model' for any other model
 * @example
 * modelSpec({ inputs: [noise], outputs: [image] }, { 'ganport.range.image': '-1 1' }).kind; // 'noise'
 */
export function modelSpec(ends: Ends, metadata: Metadata): ModelSpec {
  const kind = kinds.find(({ fits }) => fits(ends));
  // The last row fits every model.
  return (kind as Kind).read(ends, metadata);
}

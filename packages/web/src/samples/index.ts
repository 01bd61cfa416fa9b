/**
 * What generators make, by the kind that their files name in `ganport.kind`: what the files declare, and how
 * the worker reads a batch. A new kind is a file here, a row below and in worker.ts, and a folder of the page.
 */
import type { HostTensor } from '@ganport/runtime';
import type { NoiseSpec } from '../models/noise-spec.ts';
import type { KindOfSamples } from '../models/sample-facts.ts';
import type { Sample, SampleKind } from '../models/sample-kind.ts';
import { images } from './images.ts';
import { jets } from './jets.ts';
import { text } from './lines.ts';
import { rows } from './rows.ts';
import { audio } from './sounds.ts';
import { volumes } from './volumes.ts';

/** All of them. */
export const sampleKinds: Readonly<Record<KindOfSamples, SampleKind>> = {
  images,
  audio,
  jets,
  text,
  volumes,
  rows,
};

/**
 * The samples of a batch of a generator's output.
 *
 * @param spec of the generator, from modelSpec
 * @throws WebError 'unsuitable-model' for an output that holds none of its kind
 * @example
 * const spec = modelSpec({ inputs, outputs }, metadata);
 * if (spec.kind === 'noise') toSamples(output, spec).map(({ line }) => line);
 */
export function toSamples(output: HostTensor, spec: NoiseSpec): Sample[] {
  return sampleKinds[spec.samples.kind].read(output, spec);
}

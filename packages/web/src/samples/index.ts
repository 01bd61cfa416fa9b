/**
 * What generators make, by the kind that their files name in `ganport.kind`: how the worker reads a batch of
 * it. A new kind is a file here, a row below, and a row in the page's own table.
 */
import { csvLine } from '@ganport/core/internal';
import type { HostTensor } from '@ganport/runtime';
import type { NoiseSpec } from '../models/noise-spec.ts';
import type { Picture } from '../pictures/picture.ts';
import type { KindOfSamples } from '../models/sample-kind.ts';
import { toPictures } from './images.ts';
import { toVolumes } from './volumes.ts';
import { toJets } from './jets.ts';
import { toLines } from './lines.ts';
import { toRows } from './rows.ts';
import { soundPicture, toSounds } from './sounds.ts';

/** A sample as a page shows it: as a picture, unless it is text, and what else there is of it. */
export interface Sample {
  readonly picture?: Picture;
  readonly line?: string;
  /** Of sounds: in [-1, 1]. */
  readonly sound?: Float32Array<ArrayBuffer>;
  /** Of rows: the cells; the line is that of a CSV file. */
  readonly row?: readonly string[];
}

/** The samples of a batch. @throws WebError 'unsuitable-model' for an output that holds none of them */
type Read = (output: HostTensor, spec: NoiseSpec) => Sample[];

const readers: Readonly<Record<KindOfSamples, Read>> = {
  images: (output, spec) => toPictures(output, spec).map((picture) => ({ picture })),
  volumes: (output) => toVolumes(output).map((picture) => ({ picture })),
  audio: (output, spec) =>
    toSounds(output, spec).map((sound) => ({ picture: soundPicture(sound), sound })),
  jets: (output, spec) => toJets(output, spec).map((picture) => ({ picture })),
  text: (output, spec) => toLines(output, spec).map((line) => ({ line })),
  rows: (output, spec) => toRows(output, spec).map((row) => ({ line: csvLine(row), row })),
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
  return readers[spec.samples.kind](output, spec);
}

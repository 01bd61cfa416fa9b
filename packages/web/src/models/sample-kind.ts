/** A kind of samples as a worker has it: what files must declare, and how a batch is read. */
import type { HostTensor } from '@ganport/runtime';
import type { Picture } from '../pictures/picture.ts';
import type { NoiseSpec } from './noise-spec.ts';
import type { FactsReader, KindOfSamples } from './sample-facts.ts';

/** A sample as a page shows it: as a picture, unless it is text, and what else there is of it. */
export interface Sample {
  readonly picture?: Picture;
  readonly line?: string;
  /** Of sounds: in [-1, 1]. */
  readonly sound?: Float32Array<ArrayBuffer>;
  /** Of rows: the cells; the line is that of a CSV file. */
  readonly row?: readonly string[];
}

export interface SampleKind extends FactsReader {
  /** The samples of a batch. @throws WebError 'unsuitable-model' for an output that holds none of them */
  readonly read: (output: HostTensor, spec: NoiseSpec) => Sample[];
}

/** The kinds that a worker knows. */
export type SampleKinds = Readonly<Partial<Record<KindOfSamples, SampleKind>>>;

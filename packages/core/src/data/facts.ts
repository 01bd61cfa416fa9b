/** What networks and model files need to know of the data, beside the shape of a sample and the classes. */
import type { LogSpectrum } from '../sounds/log-spectrum.ts';
import type { Table } from '../tables/table.ts';
import type { Vocabulary } from '../text/vocabulary.ts';
import type { Condition } from './condition.ts';
import type { Calibration } from './dataset.ts';

/** Facts of the data. Each is a setting of a run, whose value comes from the data. */
export interface DataFacts {
  /** Of text: the characters by number. */
  readonly vocabulary?: Vocabulary | undefined;
  /** Of rows: the columns of their table. */
  readonly table?: Table | undefined;
  /** The condition of the samples, where the variant uses it. */
  readonly condition?: Condition | undefined;
  /** Of volumes: how large their cells and sums are. */
  readonly calibration?: Calibration | undefined;
  /** Of sounds as images: each frequency's mean and deviation. */
  readonly spectrum?: LogSpectrum | undefined;
}

/** Facts that are measured over the samples, for variants that ask for them. */
export type MeasuredFacts = Pick<DataFacts, 'spectrum'>;

/**
 * A detector finds one kind of trouble in the metrics of a run. It reads the rows in their order and
 * measures each. `warnings.ts` decides from the measurements when a warning is due.
 */
import type { MetricsRow } from '../checkpoint/metrics-row.ts';

/** The name of a detector, after what it detects. */
export type DetectorName = 'mode-collapse' | 'vanishing-gradients' | 'divergence';

/** What a detector measures in a row. */
export interface Measurement {
  /** Whether the row shows the trouble. */
  readonly detected: boolean;
  /** The number that decides. */
  readonly value: number;
  /** The number in words, for a message. */
  readonly finding: string;
}

/** Measures the next row; returns undefined where the row lacks the metrics. */
export type Measure = (row: MetricsRow) => Measurement | undefined;

/** What a detector knows of the run beside its rows. */
export interface DetectionContext {
  /**
   * Whether the losses are of answers that have a scale, real or generated; the losses of a critic
   * have none.
   */
  readonly hasLabels: boolean;
}

export interface Detector {
  readonly name: DetectorName;
  /**
   * Successive measurements that must show the trouble before a warning, and that must not show it
   * before the episode is over.
   */
  readonly patience: number;
  /** A new measure, which has seen no row. */
  readonly start: (context: DetectionContext) => Measure;
}

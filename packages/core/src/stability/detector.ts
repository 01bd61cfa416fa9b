/**
 * A detector of trouble reads the rows of a run in their order and measures each. `warnings.ts`
 * decides from its measurements when to warn.
 */
import type { MetricsRow } from '../checkpoint/metrics-row.ts';

/** What a detector detects. */
export type SignName = 'mode-collapse' | 'vanishing-gradients' | 'divergence';

export interface Measurement {
  /** Whether the row shows the sign. */
  readonly shows: boolean;
  /** The number that decides. */
  readonly value: number;
  /** What the number is, for people. */
  readonly finding: string;
}

/** Measures the next row; undefined where the row has nothing to measure. */
export type Measure = (row: MetricsRow) => Measurement | undefined;

export interface Detector {
  readonly name: SignName;
  /** Measurements in succession that must show the sign before it counts, and that must not before it is over. */
  readonly patience: number;
  /** A measure that has seen no row yet. */
  readonly start: () => Measure;
}

/**
 * A sign of trouble, as something that reads a run's rows in their order. Whether a sign that shows is
 * already warned of is the watch's business.
 */
import type { MetricsRow } from '../run-folder/metrics.ts';

export type SignName = 'mode-collapse' | 'vanishing-gradients' | 'divergence';

/** What a row says of a sign. */
export interface Reading {
  readonly shows: boolean;
  /** The number that decides. */
  readonly value: number;
  /** What that number is and which one would be well, for people. */
  readonly finding: string;
}

/** Reads the next row; undefined where it says nothing of the sign. */
export type Reader = (row: MetricsRow) => Reading | undefined;

export interface Sign {
  readonly name: SignName;
  /** How often in succession it must show before it is warned of, and not show before it is over. */
  readonly patience: number;
  /** A reader that has seen nothing yet. */
  readonly reader: () => Reader;
}

/**
 * Where a run leaves its results. The loop writes to a store and knows nothing of files: @ganport/lab
 * has a run folder, `memory-store.ts` keeps everything in memory, a page may use storage of its own.
 */
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { MetricsRow } from '../checkpoint/metrics-row.ts';
import type { Pixels } from '../pictures/pixels.ts';
import type { Warning } from '../stability/warnings.ts';

export interface RunStore {
  /** All rows so far, those of a resumed run included. */
  readRows(): Promise<readonly MetricsRow[]>;
  appendRow(row: MetricsRow): Promise<void>;
  appendWarning(warning: Warning): Promise<void>;
  /** The picture of samples after `step` steps. */
  writeSamples(step: number, picture: Pixels): Promise<void>;
  /** Replaces the checkpoint, wholly or not at all. */
  writeCheckpoint(checkpoint: Checkpoint): Promise<void>;
}

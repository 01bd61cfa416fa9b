/**
 * A run store receives the results of a run. The training loop knows no files: `memory-store.ts` keeps
 * results in memory, @ganport/lab writes them to a run folder, and a page may have a store of its own.
 */
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { MetricsRow } from '../checkpoint/metrics-row.ts';
import type { SampleFile } from '../kinds/kind.ts';
import type { Pixels } from '../pictures/pixels.ts';
import type { Warning } from '../stability/warnings.ts';

/** Receives the results of a run. */
export interface RunStore {
  /** All rows so far, including those from before a resumption. */
  readRows(): Promise<readonly MetricsRow[]>;
  appendRow(row: MetricsRow): Promise<void>;
  appendWarning(warning: Warning): Promise<void>;
  /**
   * The picture of samples after `step` steps, and for samples that are more than a picture a file of
   * them: sounds as WAV.
   */
  writeSamples(step: number, picture: Pixels, file?: SampleFile): Promise<void>;
  /** Replaces the checkpoint, completely or not at all. */
  writeCheckpoint(checkpoint: Checkpoint): Promise<void>;
}

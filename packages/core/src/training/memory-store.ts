/** A run store that keeps everything in memory, for pages, notebooks and tests. */
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { MetricsRow } from '../checkpoint/metrics-row.ts';
import type { Pixels } from '../pictures/pixels.ts';
import type { Warning } from '../stability/warnings.ts';
import type { RunStore } from './run-store.ts';

export interface MemoryStore extends RunStore {
  readonly rows: readonly MetricsRow[];
  readonly warnings: readonly Warning[];
  /** The latest picture of samples, and the latest checkpoint. */
  latest(): { readonly samples?: Pixels | undefined; readonly checkpoint?: Checkpoint | undefined };
}

/**
 * Makes an empty store.
 *
 * @example
 * const store = createMemoryStore();
 * await trainGan({ plan, batches, store });
 * console.log(store.rows.at(-1));
 */
export function createMemoryStore(): MemoryStore {
  const rows: MetricsRow[] = [];
  const warnings: Warning[] = [];
  let samples: Pixels | undefined;
  let checkpoint: Checkpoint | undefined;
  return {
    rows,
    warnings,
    latest: () => ({ samples, checkpoint }),
    readRows: async () => rows,
    appendRow: async (row) => void rows.push(row),
    appendWarning: async (warning) => void warnings.push(warning),
    writeSamples: async (_step, picture) => void (samples = picture),
    writeCheckpoint: async (written) => void (checkpoint = written),
  };
}

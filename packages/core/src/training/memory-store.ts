/** A run store in memory, for pages, notebooks and tests. */
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { MetricsRow } from '../checkpoint/metrics-row.ts';
import type { Pixels } from '../pictures/pixels.ts';
import type { Warning } from '../stability/warnings.ts';
import type { RunStore } from './run-store.ts';

/** A run store in memory. */
export interface MemoryStore extends RunStore {
  /** All rows of metrics so far. */
  readonly rows: readonly MetricsRow[];
  /** All warnings so far. */
  readonly warnings: readonly Warning[];
  /** The latest picture of samples and the latest checkpoint; undefined before the first. */
  latest(): { readonly samples?: Pixels | undefined; readonly checkpoint?: Checkpoint | undefined };
}

/**
 * An empty store.
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

/** The store of a run in a page: in memory, and with each checkpoint where a keeper puts it. */
import type { Checkpoint, MetricsRow, Pixels, RunStore, Warning } from '@ganport/core';
import type { Keeper } from './keeper.ts';
import type { Settings } from './protocol.ts';
import type { KeptRun } from './run-files.ts';

/** A store that tells its run, so that another session can go on with it. */
export interface PageStore extends RunStore {
  /** Begins a run, in place of any other. */
  begin(config: Settings): Promise<void>;
  /** Takes over a run from elsewhere. */
  bring(run: KeptRun): Promise<void>;
  /** Goes back to the last checkpoint: rows and warnings after it are dropped. */
  rewind(): Promise<void>;
  /** The run; undefined where there is none. */
  run(): Promise<KeptRun | undefined>;
  forget(): Promise<void>;
}

/** Pictures that are kept; a run of a page has them for a look back. */
const MOST_PICTURES = 24;

/** @param keeper none for runs that are played with */
export function pageStore(keeper?: Keeper): PageStore {
  let config: Settings | undefined;
  let rows: MetricsRow[] = [];
  let warnings: Warning[] = [];
  let samples = new Map<number, Pixels>();
  let checkpoint: Checkpoint | undefined;
  const take = (run: KeptRun): void => {
    config = run.config;
    rows = [...run.rows];
    warnings = [...run.warnings];
    samples = new Map(run.samples);
    checkpoint = run.checkpoint;
  };
  const loaded = keeper?.load().then(
    (run) => run && take(run),
    // A run that cannot be read is as none; the next one replaces it.
    () => undefined,
  );
  const current = (): KeptRun | undefined =>
    config && { config, rows, warnings, samples, checkpoint };
  return {
    async begin(next) {
      await loaded;
      take({ config: next, rows: [], warnings: [], samples: new Map() });
      await keeper?.clear();
    },
    async bring(run) {
      await loaded;
      take(run);
      await keeper?.save(run);
    },
    async rewind() {
      const step = checkpoint?.header.step ?? 0;
      rows = rows.filter((row) => row.step <= step);
      warnings = warnings.filter((warning) => warning.step <= step);
    },
    async run() {
      await loaded;
      return current();
    },
    async forget() {
      config = undefined;
      await keeper?.clear();
    },
    readRows: async () => rows,
    appendRow: async (row) => void rows.push(row),
    appendWarning: async (warning) => void warnings.push(warning),
    async writeSamples(step, picture) {
      samples.set(step, picture);
      const [oldest] = samples.keys();
      if (samples.size > MOST_PICTURES && oldest !== undefined) samples.delete(oldest);
    },
    async writeCheckpoint(next) {
      checkpoint = next;
      const run = current();
      if (run) await keeper?.save(run);
    },
  };
}

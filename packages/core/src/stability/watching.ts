/**
 * What the loop of a run does for stability: it measures when that is due, and looks at each row that
 * is written. Warnings follow from the written rows alone, so a resumed run, which is shown the rows
 * before it again, warns of the same as one that never stopped.
 */
import type { MetricsRow } from '../run-folder/metrics.ts';
import type { RunFolder } from '../run-folder/run-folder.ts';
import { openMonitor, type Measured, type Monitor, type Monitored } from './monitor.ts';
import { remediesFor } from './remedies.ts';
import { openScore } from './score.ts';
import { appendWarning, type Warning } from './warnings-file.ts';
import { createWatch, type Alarm } from './watch.ts';

export interface Watching {
  /** Whether the state after so many steps is measured. */
  isDue(step: number): boolean;
  /** What is due after so many steps; no step may be under way then. */
  measure(step: number): Promise<Measured>;
  /** Looks at a row that was written. @throws CoreError 'cannot-write' */
  see(row: MetricsRow): Promise<void>;
  dispose(): Promise<void>;
}

export interface Watched extends Monitored {
  readonly run: RunFolder;
  readonly onWarning?: ((line: string) => void) | undefined;
}

/** @param before the rows that the run has written already */
export function watch(watched: Watched, before: readonly MetricsRow[] = []): Watching {
  const { config, run, onWarning } = watched;
  const next = createWatch();
  for (const row of before) next(row);
  const instruments = [
    instrument(config.monitorEvery, () => openMonitor(watched)),
    instrument(config.evaluateEvery ?? Infinity, () => openScore(watched)),
  ];
  return {
    isDue: (step) => instruments.some(({ isDue }) => isDue(step)),
    async measure(step) {
      const measured: Measured[] = [];
      for (const { isDue, measure } of instruments) if (isDue(step)) measured.push(await measure());
      return Object.assign({}, ...measured) as Measured;
    },
    async see(row) {
      for (const alarm of next(row)) {
        const { step, sign, value } = alarm;
        const warning: Warning = { step, sign, value, message: messageOf(alarm, watched) };
        await appendWarning(run.warnings, warning);
        onWarning?.(`step ${step}: ${warning.message}`);
      }
    },
    async dispose() {
      await Promise.all(instruments.map(({ dispose }) => dispose()));
    },
  };
}

/** A monitor that is opened when it is first due: a short run needs none. */
function instrument(every: number, open: () => Promise<Monitor>) {
  let opened: Promise<Monitor> | undefined;
  return {
    isDue: (step: number) => step % every === 0,
    measure: async () => (await (opened ??= open())).measure(),
    dispose: async () => (await opened?.catch(() => undefined))?.dispose(),
  };
}

/** `mode collapse: samples hit 1 of 8 modes; --pac 2 or --loss wgan-gp helps against it` */
function messageOf({ sign, finding }: Alarm, { config }: Watched): string {
  const flags = new Intl.ListFormat('en', { type: 'disjunction' });
  const helps = flags.format(remediesFor(sign, config));
  return `${sign.replaceAll('-', ' ')}: ${finding}; start again with ${helps}`;
}

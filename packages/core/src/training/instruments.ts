/**
 * Instruments measure a run now and then beside its steps: the diversity of its samples, or whatever
 * else a caller brings. Each is opened when it is first due, since a short run needs none.
 */
import type { Measured, Monitor } from '../tasks/task.ts';

export interface Instrument {
  /** Measures after every so many steps. */
  readonly every: number;
  readonly open: () => Promise<Monitor>;
}

export interface Instruments {
  /** Whether something is measured after so many steps. */
  isDue(step: number): boolean;
  /** What is due after so many steps; no step may be running. */
  measure(step: number): Promise<Measured>;
  dispose(): Promise<void>;
}

export function openInstruments(all: readonly Instrument[]): Instruments {
  const instruments = all.map(({ every, open }) => {
    let opened: Promise<Monitor> | undefined;
    return {
      isDue: (step: number) => step % every === 0,
      measure: async () => (await (opened ??= open())).measure(),
      dispose: async () => (await opened?.catch(() => undefined))?.dispose(),
    };
  });
  return {
    isDue: (step) => instruments.some(({ isDue }) => isDue(step)),
    async measure(step) {
      const measured: Record<string, number> = {};
      for (const { isDue, measure } of instruments) {
        if (isDue(step)) Object.assign(measured, await measure());
      }
      return measured;
    },
    async dispose() {
      await Promise.all(instruments.map(({ dispose }) => dispose()));
    },
  };
}

/**
 * Instruments are monitors with an interval: the task's monitor, and others that a caller adds. An
 * instrument is opened when it is first due, because short runs need none.
 */
import type { Measurements, Monitor } from '../tasks/task.ts';

/** A monitor that measures at intervals. */
export interface Instrument {
  /** Steps between measurements. */
  readonly every: number;
  readonly open: () => Promise<Monitor>;
}

export interface Instruments {
  /** Whether a measurement is due after `step` steps. */
  isDue(step: number): boolean;
  /** All measurements that are due after `step` steps; no step may be running. */
  measure(step: number): Promise<Measurements>;
  dispose(): Promise<void>;
}

/** Several instruments as one. */
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

/** What this process takes of the machine's processors, and whether others leave it any. */
import { cpus } from 'node:os';
import type { ProcessorClock } from '../timing.ts';

/** Processors that others work on, and that nobody does, from which on a machine counts as busy. */
const busy = { others: 0.2, idle: 0.2 };

/** The machine's clocks tick each hundredth of a second. */
const shortest = 100;

export const processorClock: ProcessorClock = {
  now: worked,

  watch() {
    const before = { ...machine(), own: worked(), at: performance.now() };
    return () => {
      const passed = performance.now() - before.at;
      if (passed < shortest) return false;
      const now = machine();
      const others = (now.busy - before.busy - (worked() - before.own)) / passed;
      const idle = (now.idle - before.idle) / passed;
      return others > busy.others && idle < busy.idle;
    };
  },
};

function worked(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Milliseconds of all processors together. */
function machine(): { readonly busy: number; readonly idle: number } {
  const times = cpus().map((processor) => processor.times);
  return {
    busy: times.reduce((sum, { user, nice, sys, irq }) => sum + user + nice + sys + irq, 0),
    idle: times.reduce((sum, { idle }) => sum + idle, 0),
  };
}

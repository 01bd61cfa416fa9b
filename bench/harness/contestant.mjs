/**
 * The JavaScript side of a contestant: answers `CASE N` lines with the seconds of one of N repeats, and those
 * that the processors worked on it.
 * The same line protocol as contestant.py.
 */
import { createInterface } from 'node:readline';

/** @typedef {Record<string, number>} Check a few numbers that show that the work was really done */

/** Where a contestant of ganport computes: what `bench` was asked for. */
export const place = {
  providers: [/** @type {import('./process.mjs').Provider} */ (process.env['PROVIDER'] ?? 'cpu')],
  threads: Number(process.env['THREADS']),
};

/** @param {object} message */
const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

/**
 * Serves until standard input ends.
 * @param {{ version: string, detail: string }} self
 * @param {Record<string, (repeats: number) => Promise<Check>>} cases for each name, what does the
 *   work so many times and gives the check of the last
 * @param {() => number | Promise<number>} cpuSeconds that the processors have worked on it so far; those of this
 *   process when not given
 */
export async function serve(self, cases, cpuSeconds = ownCpuSeconds) {
  say({ ready: self });
  for await (const line of createInterface({ input: process.stdin })) {
    const [name = '', count = ''] = line.split(' ');
    const work = cases[name];
    if (!work) throw new Error(`no case named '${name}'`);
    const repeats = Number(count);
    const before = await cpuSeconds();
    const start = performance.now();
    const check = await work(repeats);
    const seconds = (performance.now() - start) / 1000 / repeats;
    say({ seconds, cpu: ((await cpuSeconds()) - before) / repeats, check });
  }
}

function ownCpuSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/**
 * A case out of what does the work once.
 * @param {() => Promise<Check>} once
 */
export function repeated(once) {
  return async (/** @type {number} */ repeats) => {
    for (let i = 1; i < repeats; i++) await once();
    return once();
  };
}

/**
 * The JavaScript side of a contestant: answers `CASE N` lines with the seconds of one of N repeats.
 * The same line protocol as contestant.py.
 */
import { createInterface } from 'node:readline';

/** @param {object} message */
const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

/**
 * Serves until standard input ends.
 * @param {{ version: string, detail: string }} self
 * @param {Record<string, () => Promise<Record<string, number>>>} cases for each name, what does the
 *   work once and gives a few numbers that show it really ran
 */
export async function serve(self, cases) {
  say({ ready: self });
  for await (const line of createInterface({ input: process.stdin })) {
    const [name = '', count = ''] = line.split(' ');
    const once = cases[name];
    if (!once) throw new Error(`no case named '${name}'`);
    const repeats = Number(count);
    const start = performance.now();
    /** @type {Record<string, number>} */
    let check = {};
    for (let i = 0; i < repeats; i++) check = await once();
    say({ seconds: (performance.now() - start) / 1000 / repeats, check });
  }
}

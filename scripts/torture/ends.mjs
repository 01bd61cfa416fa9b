/**
 * Sessions whose other end is killed or given up while it computes: the pending run ends with a
 * typed error, or with its result, and nothing hangs.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { descendants, read } from './memory.mjs';
import { randomOf } from './random.mjs';
import { openers, slow } from './sessions.mjs';

/** @typedef {import('@ganport/runtime').Session} Session */
/** @typedef {import('./random.mjs').Random} Random */

const SIDE = 600;

/** Runs that must succeed after an attack before it counts as harmless. */
const RUNS_AFTER = 5;

/** The longest that a run may be pending after its other end is gone. */
const HANG_MS = 60_000;

/** The codes of errors that a program can act on. */
const typed = ['crashed', 'disposed', 'run-failed', 'time-limit'];

/** @param {{ pid: number }} process */
function kill({ pid }) {
  process.kill(pid, 'SIGKILL');
}

/** @param {Random} random */
function killChild(random) {
  kill(random.pick(descendants().filter(({ name }) => name === 'node')));
}

/** Kills the browser, all its pages, or its helpers. @param {Random} random */
function killChromium(random) {
  const all = descendants().filter(({ name }) => name.startsWith('chrom'));
  const kind = random.pick(['browser', 'renderer', 'renderer', 'gpu-process', 'utility']);
  all.filter((one) => kindOf(one) === kind).forEach(kill);
}

/** @param {{ pid: number }} process of Chromium */
function kindOf({ pid }) {
  const [, kind = 'browser'] = /--type=([a-z-]+)/.exec(read(`/proc/${pid}/cmdline`)) ?? [];
  return kind;
}

/** @type {readonly { name: string, mode: string, end: (session: Session, random: Random) => unknown }[]} */
const attacks = [
  { name: 'threads disposed of', mode: 'thread', end: (session) => session.dispose() },
  { name: 'children killed', mode: 'child process', end: (_, random) => killChild(random) },
  { name: 'children disposed of', mode: 'child process', end: (session) => session.dispose() },
  {
    name: 'processes of Chromium killed',
    mode: 'Chromium',
    end: (_, random) => killChromium(random),
  },
];

/**
 * @param {{
 *   seed: number,
 *   ends: number,
 *   run: (campaign: string, work: (failures: string[]) => Promise<string>) => Promise<void>,
 *   sum: { skipped: number },
 *   missing: ReadonlySet<string>,
 * }} options
 */
export async function endsCampaign({ seed, ends, run, sum, missing }) {
  for (const { name, mode, end } of attacks) {
    if (missing.has(mode)) {
      sum.skipped += 1;
      continue;
    }
    await run(`${ends} ${name} at work`, async (failures) => {
      /** @type {Record<string, number>} */
      const ways = {};
      for (let i = 0; i < ends; i++) {
        const random = randomOf(seed, name, i);
        try {
          const way = await attack(mode, (session) => end(session, random), random);
          ways[way] = (ways[way] ?? 0) + 1;
        } catch (error) {
          const message = error instanceof Error ? error.message : String(error);
          failures.push(`--seed ${seed}, number ${i}: ${message}`);
        }
      }
      return Object.entries(ways)
        .map(([way, count]) => `${count} ${way}`)
        .join(', ');
    });
  }
}

/**
 * @param {string} mode
 * @param {(session: Session) => unknown} end
 * @param {Random} random
 * @returns {Promise<string>} how the run ended: `unharmed`, or the code of an error
 */
async function attack(mode, end, random) {
  const open = openers[mode];
  if (!open) throw new Error(`no mode ${mode}`);
  const session = await open(slow);
  const x = { dtype: 'float32', dims: [SIDE, SIDE], data: new Float32Array(SIDE * SIDE) };
  let after = -Infinity;
  const runs = (async () => {
    // A process that is not needed (of audio, of the network) may be killed without harm.
    while (after++ < RUNS_AFTER) {
      await session.run({ x: /** @type {const} */ ({ ...x, dtype: 'float32' }) });
    }
    return 'unharmed';
  })();
  const ended = runs.catch((error) => {
    const { code } = error;
    if (typed.includes(code)) return String(code);
    throw error;
  });
  ended.catch(() => undefined);
  await sleep(random.uniform() * 400);
  await end(session);
  after = 0;
  const way = await Promise.race([ended, sleep(HANG_MS, 'hangs', { ref: false })]);
  await Promise.race([session.dispose().catch(() => undefined), sleep(HANG_MS)]);
  if (way === 'hangs') throw new Error('the run hangs');
  return way;
}

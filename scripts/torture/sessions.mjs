/**
 * Thousands of runs of one session in each mode. Results must stay right, and memory must not grow:
 * a tensor of 64 KiB in and one out, so that a leak of one run in twenty is seen.
 */
import { OnnxModel, parseGraph } from '@ganport/graph';
import { createProcessSession } from '@ganport/parity';
import { createChromiumSession } from '@ganport/parity/chromium';
import { createSession } from '@ganport/runtime/node';
import { residentMiB } from './memory.mjs';
import { randomOf } from './random.mjs';

/** @typedef {import('@ganport/runtime').Session} Session */

const LENGTH = 16_384;

/** The most that memory may grow by after that, in MiB. */
const MOST_GROWTH = 64;

const file = { irVersion: 9, opsets: { '': 18 }, producerName: 'torture', producerVersion: '' };

/** @param {string} text */
const modelOf = (text) => new OnnxModel({ ...file, graph: parseGraph(text), metadata: {} }).bytes();

const doubling = modelOf('(float[n] x) => (float[n] y) { y = Add(x, x) }');

/** A product that takes a while. */
export const slow = modelOf(`(float[n,n] x) => (float[n,n] y) {
  a = MatMul(x, x) b = MatMul(a, x) c = MatMul(b, x) y = MatMul(c, x)
}`);

/** @type {Readonly<Record<string, (model: Uint8Array) => Promise<Session>>>} */
export const openers = {
  'in process': (model) => createSession(model, { providers: ['cpu'], threads: 1 }),
  thread: (model) => createSession(model, { providers: ['cpu'], threads: 1, worker: true }),
  'child process': (model) => createProcessSession(model, { providers: ['cpu'], threads: 1 }),
  Chromium: (model) => createChromiumSession(model, { provider: 'wasm', threads: 1 }),
};

/**
 * The modes, each with its campaign; Chromium may be missing.
 * @param {number} seed
 */
export async function sessionModes(seed) {
  const modes = [];
  for (const [mode, open] of Object.entries(openers)) {
    const missing = mode === 'Chromium' ? await whyMissing(open) : undefined;
    if (missing !== undefined) console.log(`skip ${mode}: ${missing}`);
    modes.push({
      mode,
      isMissing: missing !== undefined,
      work: (/** @type {number} */ runs) => repeat(open, runs, seed),
    });
  }
  return modes;
}

/** @param {(model: Uint8Array) => Promise<Session>} open @returns {Promise<string | undefined>} */
async function whyMissing(open) {
  try {
    await (await open(doubling)).dispose();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** @param {(model: Uint8Array) => Promise<Session>} open @param {number} runs @param {number} seed */
async function repeat(open, runs, seed) {
  // A page has compiled and cached all it needs after some hundred runs.
  const begin = Math.max(Math.ceil(runs / 10), Math.min(500, Math.ceil(runs / 2)));
  const session = await open(doubling);
  try {
    const random = randomOf(seed, 'sessions', runs);
    let before = 0;
    for (let i = 0; i < runs; i++) {
      if (i === begin) before = await residentMiB();
      const value = random.below(1000);
      const x = new Float32Array(LENGTH).fill(value);
      const { y } = await session.run({ x: { dtype: 'float32', dims: [LENGTH], data: x } });
      const data = y && 'data' in y ? y.data : [];
      if (data.length !== LENGTH || data[random.below(LENGTH)] !== 2 * value) {
        throw new Error(`run ${i}: a wrong result`);
      }
    }
    const after = await residentMiB();
    const text = `${before.toFixed(0)} MiB after ${begin} runs, ${after.toFixed(0)} MiB at the end`;
    if (after - before > MOST_GROWTH) throw new Error(`${text}: more than ${MOST_GROWTH} MiB`);
    return text;
  } finally {
    await session.dispose();
  }
}

/**
 * From how many elements and how many saved reads on do blocks pay? Chains of elementwise arithmetic, as they
 * are and as a Scan of blocks: processor time in this process, and time in headless Chromium's WebAssembly.
 */
import { parseGraph, OnnxModel } from '@ganport/graph';
import { blockElementwise } from '@ganport/graph/passes';
import { openRuntimePage } from '@ganport/parity/chromium';
import { timeModels } from '@ganport/runtime/internal';
import { createSession } from '@ganport/runtime/node';
import { columns } from '../harness/report.mjs';
import { medianOf } from '../harness/rounds.mjs';

const sizes = [2 ** 16, 2 ** 17, 2 ** 18, 2 ** 20];
/** Operators of a chain; each reads two tensors and writes one. */
const lengths = [2, 3, 4, 6, 10];
const rounds = 7;
/** Processor seconds of one turn. */
const turn = 0.05;

/**
 * Nothing large goes in or out, so that the arithmetic alone is measured.
 *
 * @param {number} elements @param {number} length @returns {import('@ganport/graph').Graph}
 */
function chain(elements, length) {
  const shape = [elements];
  const names = Array.from({ length: length + 1 }, (_, i) => (i === 0 ? 'x' : `a${i}`));
  const steps = names
    .slice(1)
    .map(
      (name, i) => `${name} = ${i % 2 === 0 ? 'Add' : 'Sub'}(${names[i]}, ${i === 0 ? 's' : 'y'})`,
    );
  const values = names.slice(1).map((name) => `float[${elements}] ${name}`);
  const graph = parseGraph(`(float[1] s) => (float sum) <${values.join(', ')}> {
    ${steps.join('\n')}
    sum = ReduceSum<keepdims = 0>(${names.at(-1)})
  }`);
  const data = Float32Array.from({ length: elements }, (_, i) => (i % 7) - 3);
  const constant = { dtype: /** @type {const} */ ('float32'), shape, data };
  return {
    ...graph,
    initializers: new Map([...graph.initializers, ['x', constant], ['y', constant]]),
  };
}

/** @param {readonly import('@ganport/runtime').Session[]} sessions @param {import('@ganport/runtime').TensorMap} feeds */
async function processorTimes(sessions, feeds) {
  const times = sessions.map(() => /** @type {number[]} */ ([]));
  for (let round = 0; round <= rounds; round++) {
    for (const [i, session] of sessions.entries()) {
      let runs = 0;
      const start = process.cpuUsage();
      let spent = 0;
      for (; spent < turn; runs++) {
        await session.run(feeds);
        const { user, system } = process.cpuUsage(start);
        spent = (user + system) / 1e6;
      }
      if (round > 0) times[i]?.push(spent / runs);
    }
  }
  return times.map((own) => Math.min(...own));
}

/** @param {boolean} json the last line is the figures as JSON */
export async function measureBlocks(json) {
  const feeds = {
    s: { dtype: /** @type {const} */ ('float32'), dims: [1], data: Float32Array.of(0.5) },
  };
  const page = await openRuntimePage();
  /** @type {Record<string, string>[]} */
  const rows = [];
  try {
    for (const elements of sizes) {
      for (const length of lengths) {
        const plain = chain(elements, length);
        const blocked = blockElementwise(plain, { minElements: 1, minSaved: -Infinity });
        const files = [plain, blocked].map((graph) => OnnxModel.fromGraph(graph).bytes());
        const options = { providers: [/** @type {const} */ ('cpu')], threads: 1 };
        const sessions = await Promise.all(files.map((file) => createSession(file, options)));
        const [before = NaN, after = NaN] = await processorTimes(sessions, feeds);
        await Promise.all(sessions.map((session) => session.dispose()));
        const times = await timeModels(page.channel, {
          ...{ provider: 'wasm', models: files, feeds },
          ...{ seconds: 1, threads: 1 },
        });
        const [wasmBefore = NaN, wasmAfter = NaN] = times.map((own) => medianOf([...(own ?? [])]));
        rows.push({
          elements: String(elements),
          operators: String(length),
          cpu: (after / before).toFixed(2),
          wasm: (wasmAfter / wasmBefore).toFixed(2),
        });
        console.error(Object.values(rows.at(-1) ?? {}).join(' '));
      }
    }
  } finally {
    await page.close();
  }
  console.log('time in blocks ÷ time of the operators one by one; below 1, blocks are faster');
  console.log(columns(rows));
  if (json) console.log(JSON.stringify(rows));
}

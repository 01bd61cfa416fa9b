/**
 * Is an exported file as small and as fast as that of another converter? Networks of tf.layers
 * (models.mjs) are exported by ganport, and converted by tf2onnx and onnxslim from the same networks in
 * Keras. Both files get the same inputs; their results must agree.
 *
 *     node bench/exporter-passes/index.mjs [--python PATH] [--rounds 60] [--threads 1] [--only a,b]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { exportModel } from '@ganport/export';
import { readModel } from '@ganport/graph';
import { createSession } from '@ganport/runtime/node';
import { columns } from '../harness/report.mjs';
import { models } from './models.mjs';

const { values: options } = parseArgs({
  options: {
    python: { type: 'string' },
    rounds: { type: 'string', default: '60' },
    threads: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});
const [rounds, threads] = [Number(options.rounds), Number(options.threads)];
if (!(rounds >= 1) || !(threads >= 1 && threads <= availableParallelism())) {
  throw new Error('bench: --rounds and --threads are whole numbers from 1');
}
/** The one that ganport writes by default. */
const opset = 18;
const names = options.only?.split(',') ?? Object.keys(models);

/** @param {string} name @param {string} folder the file, and the model as Keras reads it */
async function write(name, folder) {
  const make = models[name];
  if (!make) throw new Error(`bench: '${name}' is none of ${Object.keys(models).join(', ')}`);
  const model = make();
  const onnx = await exportModel(model, { opset });
  writeFileSync(join(folder, `${name}.onnx`), onnx.bytes());
  const weights = model.layers.map((layer) => layer.getWeights());
  const numbers = await Promise.all(weights.flat().map((weight) => weight.data()));
  writeFileSync(
    join(folder, `${name}.bin`),
    Buffer.concat(numbers.map((n) => Buffer.from(n.buffer))),
  );
  const shapes = model.layers.map((layer, i) => [
    layer.name,
    weights[i]?.map(({ shape }) => shape),
  ]);
  const topology = model.toJSON(undefined, false);
  writeFileSync(join(folder, `${name}.json`), JSON.stringify({ topology, weights: shapes }));
  model.dispose();
}

/** @param {string} file */
const nodesOf = (file) => readModel(readFileSync(file)).graph.nodes.length;

/** Seeded noise for the one input of a file. @param {readonly (number | string | undefined)[]} shape */
function inputOf(shape) {
  const dims = shape.map((size) => (typeof size === 'number' && size > 0 ? size : 1));
  const data = new Float32Array(dims.reduce((product, size) => product * size, 1));
  let state = 1;
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    data[i] = state / 2 ** 31 - 1;
  }
  return { dtype: /** @type {const} */ ('float32'), dims, data };
}

/** Opens a file, and returns a function that computes its outputs. @param {string} file */
async function open(file) {
  const session = await createSession(file, { providers: ['cpu'], threads });
  const [input] = readModel(readFileSync(file)).graph.inputs;
  if (!input) throw new Error(`bench: ${file} has no input`);
  const feeds = { [input.name]: inputOf(input.shape) };
  return {
    run: async () => Object.values(await session.run(feeds)),
    close: () => session.dispose(),
  };
}

/** The fastest of interleaved rounds, in milliseconds. @param {(() => Promise<unknown>)[]} runs */
async function fastest(runs) {
  const best = runs.map(() => Infinity);
  for (let round = 0; round < rounds; round++) {
    for (const [index, run] of runs.entries()) {
      const began = performance.now();
      await run();
      best[index] = Math.min(best[index] ?? Infinity, performance.now() - began);
    }
  }
  return best;
}

/** The largest difference of two lists of outputs. @param {{ data: ArrayLike<number | bigint> }[][]} results */
function difference([ours = [], theirs = []]) {
  const differences = ours.flatMap(({ data }, output) =>
    Array.from(data, (value, i) => Math.abs(Number(value) - Number(theirs[output]?.data[i]))),
  );
  return Math.max(...differences);
}

tf.enableProdMode();
await tf.setBackend('cpu');
const folder = mkdtempSync(join(tmpdir(), 'ganport-passes-'));
try {
  for (const name of names) await write(name, folder);
  const { python } = options;
  if (python !== undefined) {
    const script = join(import.meta.dirname, 'keras_to_onnx.py');
    spawnSync(python, [script, folder, ...names], { stdio: ['ignore', 'ignore', 'inherit'] });
  }
  const rows = [];
  for (const name of names) {
    const [own, peer] = [join(folder, `${name}.onnx`), join(folder, `${name}.peer.onnx`)];
    const files = existsSync(peer) ? [own, peer] : [own];
    const sessions = await Promise.all(files.map(open));
    const results = await Promise.all(sessions.map(({ run }) => run()));
    const [ms = NaN, peerMs = NaN] = await fastest(sessions.map(({ run }) => run));
    await Promise.all(sessions.map(({ close }) => close()));
    const both = files.length === 2;
    rows.push({
      model: name,
      nodes: String(nodesOf(own)),
      'tf2onnx nodes': both ? String(nodesOf(peer)) : '',
      'ratio of nodes': both ? (nodesOf(own) / nodesOf(peer)).toFixed(2) : '',
      ms: ms.toFixed(3),
      'tf2onnx ms': both ? peerMs.toFixed(3) : '',
      'ratio of ms': both ? (ms / peerMs).toFixed(2) : '',
      difference: both ? difference(results).toExponential(1) : '',
    });
  }
  console.log(`fastest of ${rounds} rounds, ${threads} threads of ${cpus()[0]?.model.trim()}`);
  console.log(columns(rows));
} finally {
  rmSync(folder, { recursive: true });
}

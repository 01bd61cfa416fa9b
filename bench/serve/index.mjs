/**
 * How many requests does a server answer, how fast, and does its memory grow? `ganport serve` and PyPI's
 * MLServer with the same ONNX file, one after the other, each with the same clients:
 * `node bench/serve/index.mjs --seconds 60 --only 'ganport serve,mlserver'`. npm run peers -- --only mlserver installs the other one.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { createGan, createPlan } from '@ganport/core';
import { exportModel } from '@ganport/export';
import { startMlServer } from '../../scripts/peers/mlserver.mjs';
import { venvPython } from '../../scripts/peers/places.mjs';
import { usageOf } from '../harness/family.mjs';
import { columns } from '../harness/report.mjs';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    connections: { type: 'string', default: '64' },
    width: { type: 'string', default: '0.25' },
    python: { type: 'string', default: venvPython },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const [seconds = 0, connections = 0, width = 0] = [
  values.seconds,
  values.connections,
  values.width,
].map(Number);

/** @typedef {{ url: string, pid: number, stop: () => Promise<void> }} Running */

const folder = mkdtempSync(join(tmpdir(), 'ganport-bench-'));
const file = join(folder, 'dcgan.onnx');
const plan = createPlan({ variant: 'dcgan', image: [28, 28, 1], width });
const { generator } = createGan(plan).networks;
if (!generator) throw new Error('a DCGAN has a generator');
const onnx = await exportModel(generator.model);
await onnx.save(file);
const [input] = onnx.graph.inputs;
const latent = Number(input?.shape[1]);
const noise = Array.from({ length: latent }, (_, i) => Math.sin(i));
const tensor = { name: input?.name, datatype: 'FP32', shape: [1, latent], data: noise };
const body = JSON.stringify({ inputs: [tensor] });

/** @returns {Promise<Running>} */
async function startGanport() {
  const program = join(import.meta.dirname, '../../packages/cli/bin/ganport.js');
  const args = ['serve', file, '--port', '0', '--provider', 'cpu', '--log-level', 'info'];
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [address] = await once(createInterface({ input: child.stdout }), 'line');
  const stop = async () => {
    child.kill('SIGTERM');
    await once(child, 'close');
  };
  return { url: `${address}/v2/models/dcgan`, pid: child.pid ?? 0, stop };
}

/** @param {Record<string, unknown>} settings @returns {() => Promise<Running>} */
const mlserver = (settings) => async () => {
  const { http, pid, stop } = await startMlServer(values.python, 'dcgan', onnx.bytes(), settings);
  return { url: http, pid, stop };
};

/** @type {Record<string, () => Promise<Running>>} */
const contestants = {
  'ganport serve': startGanport,
  mlserver: mlserver({}),
  'mlserver, batching': mlserver({ max_batch_size: 64, max_batch_time: 0.002 }),
};

/** @param {string} url @param {number} duration */
const load = (url, duration) =>
  autocannon({
    ...{ url: `${url}/infer`, connections, duration, method: 'POST', body },
    headers: { 'content-type': 'application/json' },
  });

/** @type {Record<string, object>} */
const figures = {};
try {
  const only = values.only?.split(',');
  for (const [name, start] of Object.entries(contestants)) {
    if (only && !only.includes(name)) continue;
    console.error(`${name} …`);
    const { url, pid, stop } = await start();
    try {
      const warm = Math.max(3, seconds / 6);
      await load(url, warm);
      const before = usageOf(pid);
      const { latency, errors, timeouts, statusCodeStats = {} } = await load(url, seconds);
      const codes = /** @type {Record<string, { count: number }>} */ (statusCodeStats);
      const after = usageOf(pid);
      const answered = codes['200']?.count ?? 0;
      const bad = Object.entries(codes).filter(([code]) => code !== '200' && code !== '429');
      figures[name] = {
        'requests/s': Math.round(answered / seconds),
        'cpu ms': Number(((1000 * (after.seconds - before.seconds)) / answered).toFixed(2)),
        'p50 ms': latency.p50,
        'p99 ms': latency.p99,
        shed: codes['429']?.count ?? 0,
        errors: errors + timeouts + bad.reduce((sum, [, { count }]) => sum + count, 0),
        'MB before': before.megabytes,
        'MB after': after.megabytes,
      };
    } finally {
      await stop();
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const rows = Object.entries(figures).map(([name, row]) => ({
  server: name,
  ...Object.fromEntries(Object.entries(row).map(([key, value]) => [key, String(value)])),
}));
console.log(
  `DCGAN's generator, ${width} of the filters, 1 image a request; ${connections} connections for ${seconds} s`,
);
console.log(columns(rows));
if (values.json) console.log(JSON.stringify(figures));

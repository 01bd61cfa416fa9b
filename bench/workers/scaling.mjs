/**
 * How would a training scale to more workers than a machine has? The bytes are those of the exported step;
 * seconds are measured elsewhere and given:
 * `node bench/workers/scaling.mjs --seconds 0.02 --fixed 0.002 --rows 64`. bench/README.md has the formula.
 */
import { parseArgs } from 'node:util';
import { createPlan } from '@ganport/core';
import { exportWorkerProgram } from '@ganport/core/internal';
import { readModel } from '@ganport/graph';
import { trainings } from './cases.mjs';
import { columns } from '../harness/report.mjs';
import { sharedStep } from './ring.mjs';

const { values } = parseArgs({
  options: {
    training: { type: 'string', default: 'dcgan' },
    seconds: { type: 'string', default: '0.02' },
    fixed: { type: 'string', default: '0.002' },
    rows: { type: 'string', default: '64' },
  },
});
const [seconds = 0, fixed = 0, rows = 0] = [values.seconds, values.fixed, values.rows].map(Number);

/** What workers are connected by: assumptions, of usual hardware. */
const links = {
  'NVLink, 300 GB/s, 10 µs': { bytesPerSecond: 300e9, latency: 10e-6 },
  '100 Gbit/s, 20 µs': { bytesPerSecond: 12.5e9, latency: 20e-6 },
  '10 Gbit/s, 50 µs': { bytesPerSecond: 1.25e9, latency: 50e-6 },
};

/** The bytes of each all-reduce of a step. @param {string} training */
async function messagesOf(training) {
  const plan = createPlan({ variant: 'dcgan', ...trainings[training], workers: 2 });
  const { batchSize, discriminatorSteps } = plan.config;
  const images = batchSize * discriminatorSteps;
  const dims = [images, 28, 28, 1];
  const data = new Float32Array(images * 784);
  const { graphs, parts } = await exportWorkerProgram(
    plan,
    { real: { dtype: 'float32', dims, data } },
    { workers: 2 },
  );
  return parts.flatMap(({ graph, outputs }) => {
    const shapes = new Map(
      readModel(graphs[graph] ?? new Uint8Array()).graph.outputs.map(({ name, shape }) => [
        name,
        shape,
      ]),
    );
    const bytes = Object.entries(outputs)
      .filter(([, output]) => 'exchange' in output && output.exchange === 'mean')
      .map(([name]) =>
        (shapes.get(name) ?? []).reduce((/** @type {number} */ size, dim) => size * Number(dim), 4),
      );
    return bytes.length > 0 ? [bytes.reduce((a, b) => a + b)] : [];
  });
}

const messages = await messagesOf(values.training);
const step = (/** @type {number} */ all) => ({
  ...{ secondsPerRow: (seconds - fixed) / rows, secondsFixed: fixed, rows: all, messages },
});
const total = messages.reduce((a, b) => a + b, 0);
console.log(
  `${values.training}: ${messages.length} messages a step, ${(total / 1e6).toFixed(2)} MB; one worker computes ${rows} rows in ${seconds} s, of which ${fixed} s for any rows`,
);
const ms = (/** @type {number} */ value) => `${(1000 * value).toFixed(1)} ms`;
const table = Object.entries(links).flatMap(([link, given]) =>
  [1, 2, 4, 8, 16, 64].map((workers) => {
    const same = sharedStep(step(rows), workers, given);
    const grown = sharedStep(step(rows * workers), workers, given);
    return {
      link,
      workers: String(workers),
      [`batch ${rows} for all`]: ms(same.seconds),
      'times as fast': (seconds / same.seconds).toFixed(2),
      [`batch ${rows} for each`]: ms(grown.seconds),
      'rows a second ÷ one worker': ((workers * seconds) / grown.seconds).toFixed(1),
    };
  }),
);
console.log(columns(table));

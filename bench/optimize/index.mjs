/**
 * How much faster is a file that `ganport optimize` has fitted to a provider? ganport's generators, and
 * the ONNX files that are named, each against itself in one run.
 *
 *     node bench/optimize/index.mjs [--provider cpu] [--seconds 60] [--threads 2] [--only dcgan] [FILE.onnx …]
 */
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { createGan, createPlan, exportNetwork } from '@ganport/core';
import { readModelFile } from '@ganport/graph';
import { optimizeFor, targetProviders } from '@ganport/parity';
import { columns } from '../harness/report.mjs';

const { values: options, positionals: files } = parseArgs({
  allowPositionals: true,
  options: {
    provider: { type: 'string', default: 'cpu' },
    seconds: { type: 'string', default: '60' },
    threads: { type: 'string', default: '2' },
    only: { type: 'string' },
  },
});
const provider = targetProviders.find((name) => name === options.provider);
const [seconds, threads] = [Number(options.seconds), Number(options.threads)];
if (!provider || !(seconds > 0) || !(threads >= 1)) {
  throw new Error(`bench: --provider is one of ${targetProviders.join(', ')}; see the file`);
}

/** @param {string} variant @param {readonly [number, number, number]} image @param {string} network */
async function generator(variant, image, network) {
  const made = createGan(createPlan({ variant, image: [...image] })).networks[network];
  if (!made) throw new Error(`bench: ${variant} has no network ${network}`);
  return (await exportNetwork({ model: made.model, classNames: [] })).model;
}

/** @typedef {{ load: () => Promise<import('@ganport/graph').Model>, sizes?: Record<string, number> }} Case */

/** @type {Record<string, Case>} */
const own = {
  dcgan: { load: () => generator('dcgan', [28, 28, 1], 'generator'), sizes: { batch: 25 } },
  cyclegan: {
    load: () => generator('cyclegan', [256, 256, 3], 'generator-AtoB'),
    sizes: { height: 256, width: 256 },
  },
};
const given = files.map((file) => [basename(file, '.onnx'), { load: () => readModelFile(file) }]);
/** @type {Record<string, Case>} */
const cases = { ...own, ...Object.fromEntries(given) };
const wanted = options.only?.split(',') ?? Object.keys(cases);

/** @type {Record<string, string>[]} */
const rows = [];
for (const name of wanted) {
  const one = cases[name];
  if (!one) throw new Error(`bench: '${name}' is none of ${Object.keys(cases).join(', ')}`);
  const { sizes = {} } = one;
  const fit = { provider, seconds, threads, sizes, fix: Object.keys(sizes).length > 0 };
  const { before, after, kinds } = await optimizeFor(await one.load(), fit);
  const forms = kinds
    .filter(({ form, present }) => form !== present)
    .map(({ form, layers }) => `${layers.length} × ${form}`);
  const row = {
    model: name,
    'as it is': `${before.toFixed(1)} ms`,
    fitted: `${after.toFixed(1)} ms`,
    ratio: (after / before).toFixed(2),
    forms: forms.join(', '),
  };
  rows.push(row);
  console.error(Object.values(row).join('  '));
}
console.log(columns(rows));

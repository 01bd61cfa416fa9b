/**
 * `npm run bench -- NAME`: one question a bench, answered side by side in one run on one machine.
 * Progress goes to stderr, the answer to stdout; with --json it is the last line.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { printTable, toJson } from './harness/report.mjs';
import { runRounds } from './harness/rounds.mjs';

/** Benches that put contestants side by side. @type {Record<string, () => Promise<{ default: import('./harness/rounds.mjs').Bench }>>} */
const sideBySide = {
  'training-step': () => import('./training-step/index.mjs'),
  generate: () => import('./generate/index.mjs'),
  'cyclegan-step': () => import('./cyclegan-step/index.mjs'),
  'cyclegan-generate': () => import('./cyclegan-generate/index.mjs'),
  jets: () => import('./jets/index.mjs'),
  tfjs: () => import('./tfjs/index.mjs'),
  browser: () => import('./browser/index.mjs'),
  workers: () => import('./workers/index.mjs'),
};

const usage = `usage: npm run bench -- ${[...Object.keys(sideBySide), 'blocks', 'memory', 'quality', 'stability', 'tf2onnx'].join('|')} [options]
  --json         the last line of stdout is the figures as JSON
  --rounds <n>   interleaved rounds after one to warm up (default 7)
  --threads <n>  threads for everyone (default 2)
  --provider <p> where ganport computes, cpu (default), cuda or webgpu; PyTorch takes the
                 GPU with the last two, and who has none is left out
  --only a,b     only these contestants; of stability only these of ring, mnist, stacked
  --cases a,b    only these cases
  example: npm run bench -- training-step --cases lagan,chargan --only ganport,pytorch
  tf2onnx only:
  --keep <folder>       leave the files of both converters there
  quality only:
  --variant a,b         some of dcgan, cgan, chargan, lagan (default dcgan,cgan)
  --steps <n>           steps of each training (default 1500)
  --width <w>           share of the published number of filters (default 0.25 of dcgan and cgan)
  --seeds <n>           trainings of each (default 3)`;

/** @param {string} message @returns {never} */
function badUsage(message) {
  console.error(`bench: ${message}\n${usage}`);
  process.exit(2);
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        rounds: { type: 'string', default: '7' },
        threads: { type: 'string', default: '2' },
        provider: { type: 'string', default: 'cpu' },
        only: { type: 'string' },
        cases: { type: 'string' },
        variant: { type: 'string' },
        keep: { type: 'string' },
        steps: { type: 'string', default: '1500' },
        width: { type: 'string' },
        seeds: { type: 'string', default: '3' },
      },
    });
  } catch (error) {
    return badUsage(error instanceof Error ? error.message : String(error));
  }
}

const { values, positionals } = readArguments();
const [name = '', ...rest] = positionals;
const [rounds, threads] = [Number(values.rounds), Number(values.threads)];
const isCount = (/** @type {number} */ n) => Number.isInteger(n) && n >= 1;
if (rest.length > 0 || !isCount(rounds) || !isCount(threads))
  badUsage(`${process.argv.slice(2).join(' ')}?`);
const { provider } = values;
if (provider !== 'cpu' && provider !== 'cuda' && provider !== 'webgpu')
  badUsage(`--provider ${provider}: expected cpu, cuda or webgpu`);
if (threads > availableParallelism())
  badUsage(`this machine runs ${availableParallelism()} threads`);
if (name === 'blocks') {
  const { measureBlocks } = await import('./blocks/index.mjs');
  await measureBlocks(values.json);
} else if (name === 'memory') {
  const { measureMemory } = await import('./memory/index.mjs');
  await measureMemory(values.json);
} else if (name === 'tf2onnx') {
  const { measureTf2onnx } = await import('./tf2onnx/index.mjs');
  const [cases, only] = [values.cases?.split(','), values.only?.split(',')];
  await measureTf2onnx({ cases, only, rounds, threads, json: values.json, keep: values.keep });
} else if (name === 'stability') {
  const { measureStability } = await import('./stability/index.mjs');
  await measureStability(values.only?.split(','), threads, values.json);
} else if (name === 'quality') {
  const [steps, width, seeds] = /** @type {[number, number, number]} */ (
    [values.steps, values.width ?? '0.25', values.seeds].map(Number)
  );
  const ofImages = /** @type {const} */ (['dcgan', 'cgan']);
  const { cases } = await import('./quality/cases.mjs');
  const all = [...ofImages, ...Object.keys(cases)];
  const wanted = values.variant?.split(',') ?? ofImages;
  const unknown = wanted.find((one) => !all.includes(one));
  if (unknown !== undefined) badUsage(`quality compares ${all.join(', ')}, not ${unknown}`);
  if (!isCount(steps) || !isCount(seeds) || !(width > 0 && width <= 1))
    badUsage('--steps and --seeds are whole numbers from 1, --width is above 0 and at most 1');
  const { json } = values;
  const variants = ofImages.filter((one) => wanted.includes(one));
  if (variants.length > 0) {
    const { measureQuality } = await import('./quality/index.mjs');
    await measureQuality({ variants, steps, width, seeds, threads, json });
  }
  const { measureVariant } = await import('./quality/variants.mjs');
  const each = Array.from({ length: seeds }, (_, i) => i + 1);
  for (const one of wanted.filter((variant) => variant in cases)) {
    const own = values.width === undefined ? undefined : width;
    await measureVariant(one, { steps, seeds: each, threads, width: own, json });
  }
} else {
  const load = sideBySide[name] ?? badUsage(`there is no bench '${name}'`);
  const { default: bench } = await load();
  const only = values.only?.split(',');
  const known = bench.contestants.map((contestant) => contestant.name);
  const unknown = only?.find((who) => !known.includes(who));
  if (unknown !== undefined) badUsage(`'${unknown}' is none of ${known.join(', ')}`);
  const chosen = values.cases?.split(',') ?? Object.keys(bench.cases);
  const strange = chosen.find((one) => !(one in bench.cases));
  if (strange !== undefined)
    badUsage(`'${strange}' is none of ${Object.keys(bench.cases).join(', ')}`);
  const cases = Object.fromEntries(chosen.map((one) => [one, bench.cases[one] ?? 1]));
  const log = (/** @type {string} */ line) => console.error(line);
  try {
    const result = await runRounds({ ...bench, cases }, { rounds, threads, provider, only, log });
    printTable(bench, result, threads);
    if (values.json) console.log(toJson(result));
  } catch (error) {
    console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}

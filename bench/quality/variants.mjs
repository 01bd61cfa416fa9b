/**
 * Are ganport's GANs beyond images as good as PyTorch's? Both begin with the same weights and learn from the same data
 * for as many steps, with batches and draws of their own. `ganport evaluate` judges files of their samples.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataset } from '@ganport/lab';
import { encodeNpz, parseNpy } from '@ganport/lab/internal';
import { peerPython } from '../../scripts/peers/places.mjs';
import { environment } from '../harness/process.mjs';
import { cases } from './cases.mjs';
import { labelsOf, trainGanport } from './ganport-train.mjs';
import { spread } from './spread.mjs';

/** Samples read at a time. */
const PART = 500;
const program = join(import.meta.dirname, '../../packages/cli/bin/ganport.js');
const script = join(import.meta.dirname, 'pytorch_variant.py');

/**
 * @typedef {object} Options
 * @property {number} steps
 * @property {readonly number[]} seeds
 * @property {number} threads
 * @property {number | undefined} width that of the case when not given
 * @property {boolean} json
 */
/** @typedef {Record<string, number>} Values */
/** @typedef {{ values: Values, floor: Values }} Verdict */

/** @param {string} name of a case @param {Options} options */
export async function measureVariant(name, { steps, seeds, threads, width, json }) {
  /** @type {Record<string, (Values & { seconds: number })[]>} */
  const runs = {};
  /** @type {Values} */
  let floor = {};
  for (const seed of seeds) {
    const folder = mkdtempSync(join(tmpdir(), 'ganport-quality-'));
    try {
      for (const [who, train] of Object.entries({ ganport: trainHere, pytorch: trainPytorch })) {
        const training = { folder, steps, seed, threads, width };
        const { samples, seconds, config } = await train(name, training);
        const verdict = judge(name, { folder, samples, config, threads });
        floor = verdict.floor;
        (runs[who] ??= []).push({ ...verdict.values, seconds });
        console.error(
          `${name} seed ${seed} ${who}: ${describe(verdict.values)}; ${seconds.toFixed(0)} s`,
        );
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  console.log(`${name} after ${steps} steps, mean ± standard deviation of ${seeds.length} seeds`);
  for (const value of caseOf(name).values) {
    const each = Object.entries(runs).map(([who, results]) => {
      const { mean, stddev } = spread(results.map((result) => result[value] ?? NaN));
      return `${who} ${mean.toPrecision(3)} ± ${stddev.toPrecision(2)}`;
    });
    console.log(`${value}: ${each.join(', ')}, floor ${(floor[value] ?? NaN).toPrecision(3)}`);
  }
  if (json) console.log(JSON.stringify({ name, steps, floor, ...runs }));
}

/** @param {string} name */
function caseOf(name) {
  const found = cases[name];
  if (!found) throw new RangeError(name);
  return found;
}

/**
 * @typedef {object} Training
 * @property {string} folder where the two meet
 * @property {number} steps
 * @property {number} seed
 * @property {number} threads
 * @property {number | undefined} width
 */
/** @typedef {{ samples: Float32Array, seconds: number, config: import('./cases.mjs').Config }} Trained */

/**
 * Trains as `ganport train` does, and leaves the settings, the initial weights and the data in the folder.
 * @param {string} name @param {Training} training @returns {Promise<Trained>}
 */
async function trainHere(name, { folder, steps, seed, threads, width }) {
  const { settings, count } = caseOf(name);
  const own = { ...settings, width: width ?? settings.width, steps, seed, threads };
  return trainGanport(own, count, async (engine, config) => {
    writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
    const weights = Object.entries(await engine.readState()).map(([path, { dims, data }]) => {
      // A slash cannot be in the name of a file.
      return [path.replaceAll('/', '.'), { shape: dims, data: /** @type {Float32Array} */ (data) }];
    });
    writeFileSync(join(folder, 'weights.npz'), encodeNpz(Object.fromEntries(weights)));
    await writeData(name, config, folder);
  });
}

/** @param {string} name @param {import('./cases.mjs').Config} config @param {string} folder */
async function writeData(name, config, folder) {
  const dataset = await openDataset(config.data, caseOf(name).options);
  const length = dataset.shape.reduce((product, size) => product * size, 1);
  const packed = [];
  for (let first = 0; first < dataset.size; first += PART) {
    const indices = Int32Array.from(
      { length: Math.min(PART, dataset.size - first) },
      (_, i) => first + i,
    );
    const real = new Float32Array(indices.length * length);
    await dataset.read(indices, real);
    packed.push(caseOf(name).pack(config, real));
  }
  const [
    {
      data: some,
      shape: [, ...inside],
    },
  ] = /** @type {[import('./cases.mjs').Packed]} */ (/** @type {unknown} */ (packed));
  const Numbers = some instanceof Uint8Array ? Uint8Array : Float32Array;
  const size = inside.reduce((product, each) => product * each, 1);
  const data = new Numbers(dataset.size * size);
  for (const [i, part] of packed.entries()) data.set(part.data, i * PART * size);
  writeFileSync(
    join(folder, 'data.npz'),
    encodeNpz({
      real: { data, shape: [dataset.size, ...inside] },
      ...(config.classNames.length > 0 && {
        label: { data: Int32Array.from(dataset.labels ?? []), shape: [dataset.size] },
      }),
    }),
  );
}

/** @param {string} name @param {Training} training @returns {Promise<Trained>} */
async function trainPytorch(name, { folder, steps, seed, threads }) {
  const { count } = caseOf(name);
  const { status, stdout, stderr } = spawnSync(
    peerPython,
    [script, folder, JSON.stringify({ steps, seed, count })],
    { encoding: 'utf8', env: { ...process.env, ...environment(threads) } },
  );
  if (status !== 0) throw new Error(`pytorch: ${stderr.trim().split('\n').at(-1) ?? ''}`);
  const { seconds } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  const { data } = parseNpy(readFileSync(join(folder, 'samples.npy')), 'samples.npy');
  const config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'));
  return { samples: /** @type {Float32Array} */ (data), seconds, config };
}

/**
 * @param {string} name
 * @param {{ folder: string, samples: Float32Array, config: import('./cases.mjs').Config, threads: number }} judged
 * @returns {Verdict}
 */
function judge(name, { folder, samples, config, threads }) {
  const { count, extension, evaluate, encode, values } = caseOf(name);
  const file = join(folder, `judged.${extension}`);
  writeFileSync(file, encode(config, samples, labelsOf(count, config)));
  const args = [...evaluate, '--count', `${count}`, '--threads', `${threads}`, '--json'];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [program, 'evaluate', file, ...args],
    {
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(`evaluate: ${stderr.trim().split('\n').at(-1) ?? ''}`);
  const { floor, ...found } = JSON.parse(stdout);
  /** @param {Record<string, number | { mean: number }>} from */
  const numbers = (from) =>
    Object.fromEntries(
      values.map((value) => {
        const measured = from[value] ?? NaN;
        return [value, typeof measured === 'number' ? measured : measured.mean];
      }),
    );
  return { values: numbers(found), floor: numbers(floor) };
}

/** @param {Values} values */
function describe(values) {
  return Object.entries(values)
    .map(([name, value]) => `${name} ${value.toPrecision(3)}`)
    .join(', ');
}

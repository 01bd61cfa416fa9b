/** Training runs for the plots, by the command line, as a reader would make them. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSession } from '@ganport/runtime/node';

const ganport = join(import.meta.dirname, '../../packages/cli/bin/ganport.js');
const images = join(import.meta.dirname, '../images');
/** A folder for the runs; the system removes it. */
export const scratch = mkdtempSync(join(tmpdir(), 'ganport-plots-'));

/** What the ring runs have in common: a small network, 128 points in a batch. */
export const ring =
  'mlp --data ring --width 0.25 --batch-size 128 --generator-learning-rate 1e-3 --discriminator-learning-rate 1e-3 --threads 1'.split(
    ' ',
  );

/**
 * Runs a command of ganport and returns what it prints.
 *
 * @param {string[]} args
 * @throws Error when it fails
 */
export function run(args) {
  const options = /** @type {const} */ ({ encoding: 'utf8', maxBuffer: 2 ** 28 });
  const { status, stdout, stderr } = spawnSync(process.execPath, [ganport, ...args], options);
  if (status !== 0) throw new Error(`ganport ${args.join(' ')}: ${stderr}`);
  return stdout;
}

/**
 * Trains into a new folder, or goes on in it.
 *
 * @param {string} name of the folder
 * @param {string[]} args the variant and its flags
 * @returns {{ folder: string, rows: Record<string, number>[] }} the rows of metrics.jsonl
 */
export function train(name, args) {
  const folder = join(scratch, name);
  const start = performance.now();
  run(['train', ...args, '--out', folder]);
  console.error(`${name}: ${((performance.now() - start) / 1000).toFixed(0)} s`);
  const lines = readFileSync(join(folder, 'metrics.jsonl'), 'utf8').trim().split('\n');
  return { folder, rows: lines.map((line) => JSON.parse(line)) };
}

/**
 * Points of a generator of the ring.
 *
 * @param {string} folder of the run
 * @param {number} count
 * @returns {Promise<[number, number][]>}
 */
export async function points(folder, count, latent = 100) {
  const session = await createSession(join(folder, 'generator.onnx'), { threads: 1 });
  const data = normals(count * latent);
  const { image } = await session.run({ noise: { dtype: 'float32', dims: [count, latent], data } });
  await session.dispose();
  const values = /** @type {Float32Array} */ (image?.data);
  return Array.from({ length: count }, (_, i) => [values[2 * i] ?? 0, values[2 * i + 1] ?? 0]);
}

/** Normal numbers that are the same in each run. @param {number} count */
export function normals(count, seed = 7) {
  let state = seed;
  const uniform = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  return Float32Array.from(
    { length: count },
    () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
}

/** @param {string} name @param {string} text */
export function write(name, text) {
  mkdirSync(images, { recursive: true });
  writeFileSync(join(images, name), text);
  console.error(`docs/images/${name}: ${(text.length / 1024).toFixed(0)} KB`);
}

/**
 * The mean of each `count` neighbors.
 *
 * @param {readonly (readonly [number, number])[]} course
 * @param {number} count
 * @returns {[number, number][]}
 */
export function smooth(course, count) {
  return course.map(([x], i) => {
    const near = course.slice(Math.max(0, i - count), i + count + 1);
    return [x, near.reduce((sum, [, y]) => sum + y, 0) / near.length];
  });
}

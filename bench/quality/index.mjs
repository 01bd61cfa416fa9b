/**
 * Are ganport's GANs as good as PyTorch's? DCGAN and the conditional GAN, trained by both with the
 * same networks, law of initialisation, optimiser, batch and steps, from several seeds, and judged by
 * one classifier.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadNpz } from '@ganport/lab';
import { venvPython } from '../../scripts/peers/places.mjs';
import { environment } from '../harness/process.mjs';
import { mnistImages, mnistLabels } from '../harness/peers.mjs';
import { trainGanport } from './ganport-train.mjs';
import { firstImages, openJudge } from './judge.mjs';
import { spread } from './spread.mjs';

/** Samples of each run, and real images, that are compared. */
const count = 5000;

/**
 * @typedef {object} Training
 * @property {'dcgan' | 'cgan'} variant
 * @property {number} steps
 * @property {number} width
 * @property {number} seed
 * @property {number} count of samples, which are asked for as 0, 1, … 9, 0, 1, …
 * @property {number} threads
 */
/** Images are [count, 28, 28, 1] in [-1, 1]. @typedef {{ images: Float32Array, seconds: number }} Trained */
/** @typedef {(training: Training) => Promise<Trained>} Trainer */

/** @type {Trainer} */
async function trainPytorch({ variant, threads, ...rest }) {
  const folder = mkdtempSync(join(tmpdir(), 'ganport-quality-'));
  const out = join(folder, 'samples.npz');
  const options = JSON.stringify({ ...rest, classes: variant === 'cgan' ? 10 : 0, out });
  const script = join(import.meta.dirname, 'pytorch_train.py');
  try {
    const { status, stdout, stderr } = spawnSync(
      venvPython,
      [script, mnistImages(), mnistLabels(), options],
      { encoding: 'utf8', env: { ...process.env, ...environment(threads) } },
    );
    if (status !== 0) throw new Error(`pytorch: ${stderr.trim().split('\n').at(-1) ?? ''}`);
    const { seconds } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    return { images: await firstImages(await loadNpz(out), rest.count), seconds };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @type {Record<string, Trainer>} */
const trainers = {
  async ganport({ count: size, ...settings }) {
    const { samples, seconds } = await trainGanport(settings, size);
    return { images: samples, seconds };
  },
  pytorch: trainPytorch,
};

/**
 * @param {{ variants: ('dcgan' | 'cgan')[], steps: number, width: number, seeds: number, threads: number, json: boolean }} options
 */
export async function measureQuality({ variants, steps, width, seeds, threads, json }) {
  const { judge, floor, dispose } = await openJudge(count, threads);
  console.log(
    `FID of ${count} samples after ${steps} steps at width ${width}; real images get ${floor.toFixed(2)}`,
  );
  /** @type {Record<string, object>} */
  const figures = {};
  try {
    for (const variant of variants) {
      /** @type {Record<string, { fid: number, agreement: number, seconds: number }[]>} */
      const runs = {};
      for (let seed = 1; seed <= seeds; seed++) {
        for (const [who, train] of Object.entries(trainers)) {
          const { images, seconds } = await train({ variant, steps, width, seed, count, threads });
          const run = { ...(await judge(images)), seconds };
          (runs[who] ??= []).push(run);
          console.error(`${variant} seed ${seed} ${who} ${describe(variant, run)}`);
        }
      }
      for (const [who, results] of Object.entries(runs)) {
        const { mean, stddev } = spread(results.map(({ fid }) => fid));
        const each = results.map((run) => describe(variant, run)).join('; ');
        console.log(`${variant} ${who}: FID ${mean.toFixed(2)} ± ${stddev.toFixed(2)} (${each})`);
      }
      figures[variant] = runs;
    }
  } finally {
    await dispose();
  }
  if (json) console.log(JSON.stringify({ count, steps, width, floor, ...figures }));
}

/** @param {string} variant @param {{ fid: number, agreement: number, seconds: number }} run */
function describe(variant, { fid, agreement, seconds }) {
  const read = variant === 'cgan' ? `, ${(agreement * 100).toFixed(1)} % read as asked` : '';
  return `${fid.toFixed(2)}${read}, ${seconds.toFixed(0)} s`;
}

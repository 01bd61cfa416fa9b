/** Trains a GAN on ganport's engine as `ganport train` does, and draws samples of it. */
import { createGan, createPlan, planForData, sampleNoise } from '@ganport/core';
import { createOnnxEngine } from '@ganport/core/internal';
import { openBatches } from '@ganport/lab/internal';
import { timedSteps } from './timed-steps.mjs';

/** Images drawn at a time. */
const part = 500;

/**
 * @typedef {object} Training
 * @property {'dcgan' | 'cgan'} variant
 * @property {number} steps
 * @property {number} width
 * @property {number} seed
 * @property {number} count of samples
 * @property {number} threads
 */
/**
 * @typedef {object} Trained
 * @property {Float32Array} images [count, 28, 28, 1] in [-1, 1]
 * @property {number} seconds that the training took
 */

/**
 * @param {Training} training samples are asked for as 0, 1, … 9, 0, 1, …
 * @returns {Promise<Trained>}
 */
export async function trainGanport({ variant, steps, width, seed, count, threads }) {
  const settings = { variant, steps, width, seed, threads, providers: ['cpu'] };
  const asked = createPlan(settings);
  const batches = await openBatches(asked);
  const plan = planForData(asked, batches);
  const { config } = plan;
  const engine = await createOnnxEngine(createGan(plan));
  try {
    const seconds = await timedSteps(engine, batches, steps);
    const images = new Float32Array(count * 28 * 28);
    const noise = /** @type {Float32Array} */ (sampleNoise(seed, count, config.latent).data);
    for (let first = 0; first < count; first += part) {
      const size = Math.min(part, count - first);
      const vectors = noise.slice(first * config.latent, (first + size) * config.latent);
      const label = Int32Array.from({ length: size }, (_, i) => (first + i) % 10);
      const drawn = await engine.infer('generator', {
        noise: { dtype: 'float32', dims: [size, config.latent], data: vectors },
        ...(variant === 'cgan' && { label: { dtype: 'int32', dims: [size], data: label } }),
      });
      images.set(/** @type {Float32Array} */ (drawn.data), first * 28 * 28);
    }
    return { images, seconds };
  } finally {
    await engine.dispose();
  }
}

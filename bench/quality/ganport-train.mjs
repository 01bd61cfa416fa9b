/** Trains a GAN on ganport's engine as `ganport train` does, and draws samples of it. */
import { createGan, createPlan, planForData, sampleNoise } from '@ganport/core';
import { createOnnxEngine } from '@ganport/core/internal';
import { openBatches } from '@ganport/lab/internal';
import { timedSteps } from './timed-steps.mjs';

/** Samples drawn at a time. */
const PART = 500;

/** @typedef {Awaited<ReturnType<typeof createOnnxEngine>>} Engine */
/** @typedef {import('@ganport/core').TrainConfig} Config */
/**
 * @typedef {object} Trained
 * @property {Float32Array} samples one after another
 * @property {Int32Array} labels of the samples: the classes take turns
 * @property {number} seconds that the training took
 * @property {Config} config
 */

/**
 * @param {import('@ganport/core').TrainSettings & { readonly steps: number, readonly seed: number }} settings
 * @param {number} count of samples
 * @param {(engine: Engine, config: Config) => Promise<void>} [begin] sees the engine before the first step
 * @returns {Promise<Trained>}
 */
export async function trainGanport(settings, count, begin) {
  const asked = createPlan({ ...settings, providers: ['cpu'] });
  const batches = await openBatches(asked);
  const plan = planForData(asked, batches);
  const { config } = plan;
  const engine = await createOnnxEngine(createGan(plan));
  try {
    await begin?.(engine, config);
    const seconds = await timedSteps(engine, batches, settings.steps);
    const labels = labelsOf(count, config);
    return { samples: await drawn(engine, config, labels, settings.seed), labels, seconds, config };
  } finally {
    await engine.dispose();
  }
}

/** The classes of samples, which take turns. @param {number} count @param {Config} config */
export function labelsOf(count, { classNames }) {
  return Int32Array.from({ length: count }, (_, i) => i % Math.max(1, classNames.length));
}

/** @param {Engine} engine @param {Config} config @param {Int32Array} labels @param {number} seed */
async function drawn(engine, { latent, classNames, sample = [] }, labels, seed) {
  const noise = /** @type {Float32Array} */ (sampleNoise(seed, labels.length, latent).data);
  const length = sample.reduce((product, size) => product * size, 1);
  const samples = new Float32Array(labels.length * length);
  for (let first = 0; first < labels.length; first += PART) {
    const size = Math.min(PART, labels.length - first);
    const data = noise.slice(first * latent, (first + size) * latent);
    const label = labels.slice(first, first + size);
    const part = await engine.infer('generator', {
      noise: { dtype: 'float32', dims: [size, latent], data },
      ...(classNames.length > 0 && { label: { dtype: 'int32', dims: [size], data: label } }),
    });
    samples.set(/** @type {Float32Array} */ (part.data), first * length);
  }
  return samples;
}

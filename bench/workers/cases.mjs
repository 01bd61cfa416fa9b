/** The trainings of this bench, each with 1, 2 and 4 workers that share a batch of 64. */
import { batch, batches } from '../dcgan/batches.mjs';

/** @type {Readonly<Record<string, import('@ganport/core').TrainSettings>>} */
export const trainings = {
  dcgan: { variant: 'dcgan', image: [28, 28, 1], batchSize: batch },
  'wgan-gp': { variant: 'dcgan', loss: 'wgan-gp', image: [28, 28, 1], batchSize: batch },
};

/** CASE: `dcgan-2` is DCGAN with two workers. */
export const cases = Object.keys(trainings).flatMap((name) =>
  [1, 2, 4].map((workers) => ({ name: `${name}-${workers}`, training: name, workers })),
);

/**
 * What gives the images of each step.
 * @param {import('@ganport/core').TrainConfig} config
 * @param {string} data
 */
export function batchesFor({ discriminatorSteps }, data) {
  const images = batch * discriminatorSteps;
  const next = batches(data, images);
  return () => ({
    real: {
      dtype: /** @type {const} */ ('float32'),
      dims: [images, 28, 28, 1],
      data: next(),
    },
  });
}

/** Threads of each worker, of as many as the machine gives to all. @param {number} workers */
export const threadsOf = (workers) =>
  Math.max(1, Math.floor(Number(process.env['THREADS']) / workers));

/** DCGAN's generator as `ganport export` writes it, its noise, and what is measured of its digits. */
import * as tf from '@tensorflow/tfjs';
import { createGan, exportNetwork, sampleNoise } from '@ganport/core';
import { describe } from '../../generate/cases.mjs';
import { digits } from '../cases.mjs';

/** @param {import('@ganport/core').Plan} plan */
export function generatorOf(plan) {
  const { model } = /** @type {import('@ganport/core').Gan['networks'][string]} */ (
    createGan(plan).networks['generator']
  );
  return model;
}

/** The bytes of the file. @param {import('@ganport/core').Plan} plan */
export async function generatorFile(plan) {
  await tf.setBackend('cpu');
  return (await exportNetwork({ model: generatorOf(plan), classNames: [] })).bytes();
}

/** Of all digits, one after the other. @param {import('@ganport/core').Plan} plan */
export const noiseOf = ({ config: { latent } }) =>
  /** @type {Float32Array} */ (sampleNoise(0, digits, latent).data);

/**
 * A case out of what draws the digits once.
 * @param {() => Promise<ArrayLike<number>>} draw
 * @returns {import('./main.mjs').Work}
 */
export function drawing(draw) {
  return async (repeats) => {
    for (let i = 1; i < repeats; i++) await draw();
    return describe(await draw());
  };
}

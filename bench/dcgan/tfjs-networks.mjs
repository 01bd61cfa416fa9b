/** The mission's DCGAN in tf.layers on tfjs-node: G 100 → 28×28×1 and D, weights N(0, 0.02). */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { nodeFolder } from '../../scripts/peers/places.mjs';

/** @typedef {import('@tensorflow/tfjs').LayersModel} LayersModel */
/** @typedef {import('@tensorflow/tfjs').Tensor} Tensor */

/** @type {typeof import('@tensorflow/tfjs')} */
export const tf = createRequire(join(nodeFolder, 'package.json'))('@tensorflow/tfjs-node');

export const latent = 100;
const kernelInitializer = tf.initializers.randomNormal({ mean: 0, stddev: 0.02 });
/** @type {{ kernelSize: number, padding: 'same', kernelInitializer: typeof kernelInitializer }} */
const same = { kernelSize: 5, padding: 'same', kernelInitializer };
const leaky = () => tf.layers.leakyReLU({ alpha: 0.2 });

export const generator = tf.sequential({
  layers: [
    tf.layers.dense({
      units: 7 * 7 * 256,
      useBias: false,
      inputShape: [latent],
      kernelInitializer,
    }),
    tf.layers.batchNormalization(),
    leaky(),
    tf.layers.reshape({ targetShape: [7, 7, 256] }),
    tf.layers.conv2dTranspose({ ...same, filters: 128, strides: 1, useBias: false }),
    tf.layers.batchNormalization(),
    leaky(),
    tf.layers.conv2dTranspose({ ...same, filters: 64, strides: 2, useBias: false }),
    tf.layers.batchNormalization(),
    leaky(),
    tf.layers.conv2dTranspose({
      ...same,
      filters: 1,
      strides: 2,
      useBias: false,
      activation: 'tanh',
    }),
  ],
});

export const discriminator = tf.sequential({
  layers: [
    tf.layers.conv2d({ ...same, filters: 64, strides: 2, inputShape: [28, 28, 1] }),
    leaky(),
    tf.layers.dropout({ rate: 0.3 }),
    tf.layers.conv2d({ ...same, filters: 128, strides: 2 }),
    leaky(),
    tf.layers.dropout({ rate: 0.3 }),
    tf.layers.flatten(),
    tf.layers.dense({ units: 1, kernelInitializer }),
  ],
});

/**
 * The output of a model in training mode.
 * @param {LayersModel} model
 * @param {Tensor} x
 */
export const train = (model, x) => /** @type {Tensor} */ (model.apply(x, { training: true }));

/** @param {LayersModel} model */
export const variables = (model) =>
  model.trainableWeights.map(
    (weight) => /** @type {import('@tensorflow/tfjs').Variable} */ (weight.read()),
  );

/**
 * The DCGAN step in tfjs-node as its users write it: tf.layers models, eager, one optimizer
 * minimize after the other. tfjs draws noise and dropout masks in JavaScript.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { nodeFolder } from '../../scripts/peers/places.mjs';
import { serve } from '../harness/contestant.mjs';

// tfjs-node reads these before its first operation.
process.env['TF_NUM_INTRAOP_THREADS'] = process.env['THREADS'];
process.env['TF_CPP_MIN_LOG_LEVEL'] = '2';

/** @type {typeof import('@tensorflow/tfjs')} */
const tf = createRequire(join(nodeFolder, 'package.json'))('@tensorflow/tfjs-node');

const batch = 64;
const latent = 100;
const kernelInitializer = tf.initializers.randomNormal({ mean: 0, stddev: 0.02 });
/** @type {{ kernelSize: number, padding: 'same', kernelInitializer: typeof kernelInitializer }} */
const same = { kernelSize: 5, padding: 'same', kernelInitializer };
const leaky = () => tf.layers.leakyReLU({ alpha: 0.2 });

const generator = tf.sequential({
  layers: [
    tf.layers.dense({ units: 7 * 7 * 256, useBias: false, inputShape: [latent], kernelInitializer }),
    tf.layers.batchNormalization(),
    leaky(),
    tf.layers.reshape({ targetShape: [7, 7, 256] }),
    tf.layers.conv2dTranspose({ ...same, filters: 128, strides: 1, useBias: false }),
    tf.layers.batchNormalization(),
    leaky(),
    tf.layers.conv2dTranspose({ ...same, filters: 64, strides: 2, useBias: false }),
    tf.layers.batchNormalization(),
    leaky(),
    tf.layers.conv2dTranspose({ ...same, filters: 1, strides: 2, useBias: false, activation: 'tanh' }),
  ],
});
const discriminator = tf.sequential({
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
const dAdam = tf.train.adam(2e-4, 0.5, 0.999, 1e-7);
const gAdam = tf.train.adam(2e-4, 0.5, 0.999, 1e-7);

/** @param {import('@tensorflow/tfjs').LayersModel} model */
const variables = (model) =>
  // A layer's weight keeps its tf.Variable in `val`, which the declarations hide.
  model.trainableWeights.map(
    (weight) => /** @type {{ val: import('@tensorflow/tfjs').Variable }} */ (/** @type {unknown} */ (weight)).val,
  );
const training = { training: true };
/** @param {import('@tensorflow/tfjs').LayersModel} model @param {import('@tensorflow/tfjs').Tensor} x */
const apply = (model, x) =>
  /** @type {import('@tensorflow/tfjs').Tensor} */ (model.apply(x, training));
const noise = () => tf.randomNormal([batch, latent]);

const pixels = readFileSync(process.argv[2] ?? '').subarray(16);
const data = Float32Array.from(pixels, (pixel) => pixel / 127.5 - 1);
const size = batch * 28 * 28;
let position = 0;

/** One step. Binary cross-entropy on logits: -log D(x) = softplus(-logit). */
async function step() {
  if (position + size > data.length) position = 0;
  const pixelsOfStep = data.subarray(position, position + size);
  position += size;
  const results = tf.tidy(() => {
    const real = tf.tensor4d(pixelsOfStep, [batch, 28, 28, 1]);
    const generated = apply(generator, noise());
    /** @type {import('@tensorflow/tfjs').Tensor | undefined} */
    let accuracy;
    const dLoss = dAdam.minimize(
      () => {
        const onReal = apply(discriminator, real);
        const onGenerated = apply(discriminator, generated);
        const right = tf.concat([onReal.greater(0), onGenerated.less(0)]);
        accuracy = tf.keep(right.cast('float32').mean());
        return onReal.neg().softplus().mean().add(onGenerated.softplus().mean()).asScalar();
      },
      true,
      variables(discriminator),
    );
    const gLoss = gAdam.minimize(
      () => apply(discriminator, apply(generator, noise())).neg().softplus().mean().asScalar(),
      true,
      variables(generator),
    );
    return { dLoss, gLoss, dAccuracy: accuracy };
  });
  /** @type {Record<string, number>} */
  const check = {};
  for (const [name, tensor] of Object.entries(results)) {
    if (!tensor) continue;
    check[name] = (await tensor.data())[0] ?? NaN;
    tensor.dispose();
  }
  return check;
}

await serve({ version: tf.version_core, detail: `eager, tf.layers, Node ${process.version}` }, { step });

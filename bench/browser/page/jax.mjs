/** DCGAN's step in jax-js, from ganport's weights and with ganport's draws. */
import * as tf from '@tensorflow/tfjs';
import { defaultDevice, init, numpy as np, tree } from '@jax-js/jax';
import { createGan } from '@ganport/core';
import { createStep, drawRandomInputs } from '@ganport/core/internal';
import { exportStep } from '@ganport/export';
import { batchesOf } from '../../dcgan/pixels.mjs';
import { schedule, step } from './jax-dcgan.mjs';

/** @typedef {import('@jax-js/jax').Array} Tensor */

/** @param {Float32Array} data @param {readonly number[]} shape */
const tensor = (data, shape) => np.array(data).reshape([...shape]);

/** HWIO → OIHW; of a transposed convolution, HW, outputs, inputs → inputs, outputs, HW. @param {tf.Tensor} weight */
function ordered(weight) {
  const result = weight.shape.length === 4 ? weight.transpose([3, 2, 0, 1]) : weight;
  return tensor(/** @type {Float32Array} */ (result.dataSync()), result.shape);
}

/** @param {import('@ganport/core').Gan} gan @param {string} name of a network */
function playerOf(gan, name) {
  const trainable = gan.networks[name]?.trainable ?? new Map();
  const weights = Object.fromEntries([...trainable].map(([key, weight]) => [key, ordered(weight)]));
  const zeros = () => tree.map((/** @type {Tensor} */ one) => np.zeros(one.shape), weights);
  return { weights, moment1: zeros(), moment2: zeros() };
}

/** @type {import('./main.mjs').Prepare} */
export async function prepare({ plan, provider }, pixels) {
  await tf.setBackend('cpu');
  await init(provider);
  defaultDevice(provider);
  const { batchSize, seed } = plan.config;
  const gan = createGan(plan);
  const { variables, run } = createStep(gan);
  const { random } = await exportStep((batch) => run(batch), {
    inputs: { real: { shape: [batchSize, 28, 28, 1], dtype: 'float32' } },
    variables: [...variables.values()],
  });
  const next = batchesOf(pixels, batchSize);
  let [g, d, done] = [playerOf(gan, 'generator'), playerOf(gan, 'discriminator'), 0];

  async function once() {
    const draws = drawRandomInputs(random, seed, done++).map((data, i) =>
      tensor(data, random[i]?.shape ?? []),
    );
    // The order in which the step draws: noise, two masks for both, noise, two masks.
    const [first, real1, real2, second, mask1, mask2] = draws;
    const { rate, shift } = schedule(done);
    const result = step(g, d, {
      real: tensor(next(), [batchSize, 1, 28, 28]),
      noise: /** @type {Tensor[]} */ ([first, second]),
      both: /** @type {Tensor[]} */ ([real1, real2]),
      generated: /** @type {Tensor[]} */ ([mask1, mask2]),
      rate: np.array(rate),
      shift: np.array(shift),
    });
    ({ g, d } = result);
    const read = async (/** @type {Tensor} */ loss) => Number((await loss.data())[0]);
    const { dLoss, gLoss } = result.losses;
    return { dLoss: await read(dLoss), gLoss: await read(gLoss) };
  }

  return async (repeats) => {
    for (let i = 1; i < repeats; i++) await once();
    return once();
  };
}

/** tfjs on its own backends: the step eagerly, as plain tfjs code, and the generator by `predict`. */
import * as tf from '@tensorflow/tfjs';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-webgpu';
import { createGan } from '@ganport/core';
import { createTfjsEngine } from '@ganport/core/internal';
import { digits } from '../cases.mjs';
import { training } from '../training.mjs';
import { drawing, generatorOf, noiseOf } from './generator.mjs';

setWasmPaths('./');
setThreadsCount(2);
tf.enableProdMode();

/** @type {Record<import('../cases.mjs').Case['work'], import('./main.mjs').Prepare>} */
const works = {
  step: async ({ plan }, pixels) => training(await createTfjsEngine(createGan(plan)), plan, pixels),
  digits: async ({ plan }) => {
    const generator = generatorOf(plan);
    return drawing(async () => {
      const shape = /** @type {[number, number]} */ ([digits, plan.config.latent]);
      const images = tf.tidy(() =>
        tf.concat([generator.predict(tf.tensor2d(noiseOf(plan), shape))].flat()),
      );
      const pixels = await images.data();
      images.dispose();
      return pixels;
    });
  },
};

/** @type {import('./main.mjs').Prepare} */
export async function prepare(one, pixels) {
  await tf.setBackend(one.provider);
  return works[one.work](one, pixels);
}

/** ganport in a page: the traced step, and the generator in a session that is fitted to where it computes. */
import * as tf from '@tensorflow/tfjs';
import { createGan, createPlan } from '@ganport/core';
import { createOnnxEngine } from '@ganport/core/internal';
import { createSession } from '@ganport/runtime/web';
import { digits } from '../cases.mjs';
import { training } from '../training.mjs';
import { drawing, generatorFile, noiseOf } from './generator.mjs';

/** Of the search, once. On WebGPU in software one comparison takes longer, so the file stays as it is there. */
const seconds = 40;

/** @type {Record<import('../cases.mjs').Case['work'], import('./main.mjs').Prepare>} */
const works = {
  step: async ({ plan, provider }, pixels) => {
    await tf.setBackend('cpu');
    const own = createPlan({ ...plan.config, providers: [provider] });
    return training(await createOnnxEngine(createGan(own)), own, pixels);
  },
  digits: async ({ plan, provider }) => {
    const session = await createSession(await generatorFile(plan), {
      providers: [provider],
      threads: 2,
      ...(provider === 'wasm' && { tune: { seconds } }),
    });
    return drawing(async () => {
      const dims = [digits, plan.config.latent];
      const noise = { dtype: /** @type {const} */ ('float32'), dims, data: noiseOf(plan) };
      const [images] = Object.values(await session.run({ noise }));
      return /** @type {Float32Array} */ (images?.data);
    });
  },
};

/** @type {import('./main.mjs').Prepare} */
export const prepare = (one, pixels) => works[one.work](one, pixels);

/**
 * Hundreds of drawings in the page of `ganport web`, and of training steps in Chromium: memory must not
 * grow. A drawing is 25 images of 64 × 64, so that a leak of one in three is seen within 500.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { createGan, createPlan } from '@ganport/core';
import { createStep, drawRandomInputs } from '@ganport/core/internal';
import { exportStep } from '@ganport/export';
import { createChromiumStatefulSession, launchChromium } from '@ganport/parity/chromium';
import { serveSite, writeSite } from 'ganport/internal';
import { widePictures } from './material.mjs';
import { withoutGrowth } from './memory.mjs';

/** @param {number} draws */
export async function drawInPage(draws) {
  const home = await mkdtemp(join(tmpdir(), 'ganport-torture-page-'));
  const [model, out] = [join(home, 'model.onnx'), join(home, 'site')];
  await writeFile(model, widePictures());
  await writeSite({ model, out });
  const server = await serveSite(out, 0, true);
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(server.address);
    /** A seed after the other, each once its images are on the canvas. */
    const draw = (/** @type {number} */ from, /** @type {number} */ to) =>
      page.evaluate(`(async () => {
        const [seed, canvas] = ['seed', 'canvas'].map((id) => document.getElementById(id));
        const next = () => new Promise((resolve) => setTimeout(resolve, 5));
        const until = async (number) => {
          while (!canvas.ariaLabel.endsWith('seed ' + number)) await next();
        };
        await until(seed.value);
        for (let i = ${from}; i < ${to}; i++) {
          seed.value = i + 2;
          seed.dispatchEvent(new Event('input', { bubbles: true }));
          await until(i + 2);
        }
      })()`);
    return await withoutGrowth(draws, async (from, to) => {
      await draw(from, to);
      // The garbage of a page is not this process's.
      const devtools = await page.context().newCDPSession(page);
      await devtools.send('HeapProfiler.collectGarbage');
      await devtools.detach();
    });
  } finally {
    await browser.close();
    await server.close();
    await rm(home, { recursive: true, force: true });
  }
}

/** @param {number} steps */
export async function trainInChromium(steps) {
  await tf.setBackend('cpu');
  const plan = createPlan({ variant: 'dcgan', image: [28, 28, 1], width: 0.125, batchSize: 8 });
  const { variables, run } = createStep(createGan(plan));
  const shape = [8, 28, 28, 1];
  const { model, random } = await exportStep((batch) => run(batch), {
    inputs: { real: { shape, dtype: 'float32' } },
    variables: [...variables.values()],
  });
  const initial = Object.fromEntries(
    [...variables.values()].map((variable) => {
      const data = /** @type {Float32Array} */ (variable.dataSync());
      return [
        variable.name,
        { dtype: /** @type {const} */ ('float32'), dims: variable.shape, data },
      ];
    }),
  );
  const session = await createChromiumStatefulSession(model.bytes(), {
    provider: 'wasm',
    threads: 1,
    state: Object.keys(initial),
    initial,
  });
  const float32 = (/** @type {readonly number[]} */ dims, /** @type {Float32Array} */ data) => ({
    dtype: /** @type {const} */ ('float32'),
    dims,
    data,
  });
  try {
    return await withoutGrowth(steps, async (from, to) => {
      for (let step = from; step < to; step++) {
        const draws = drawRandomInputs(random, 1, step).map((data, i) => [
          random[i]?.name ?? '',
          float32(random[i]?.shape ?? [], data),
        ]);
        const real = float32(shape, new Float32Array(8 * 784).fill(Math.sin(step)));
        const { dLoss } = await session.step({ real, ...Object.fromEntries(draws) });
        if (!Number.isFinite(Number(dLoss?.data[0]))) throw new Error(`step ${step}: no loss`);
      }
    });
  } finally {
    await session.dispose();
  }
}

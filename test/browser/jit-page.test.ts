/**
 * The whole toolkit in a page: a step written in tfjs is traced, exported to ONNX and run by ONNX
 * Runtime inside the browser, with the same losses as tfjs in Node.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as tf from '@tensorflow/tfjs';
import { launchChromium } from '@ganport/parity/chromium';
import { missingChromium, skipNote } from './support/chromium.ts';
import { createRegression, regressionBatch } from './support/regression.ts';
import { bundleSite, type Site } from './support/site.ts';

const missing = missingChromium();
const steps = 5;

/** Losses and filter are of size 1; float32 sums in another order differ in the sixth digit. */
const digits = 5;

describe.skipIf(missing !== undefined)(`jit in a page${skipNote(missing)}`, () => {
  let site: Site;
  let browser: Awaited<ReturnType<typeof launchChromium>>;

  beforeAll(async () => {
    site = await bundleSite(join(import.meta.dirname, 'support/training-page'));
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  test('trains on WebAssembly as tfjs does on the CPU', async () => {
    await tf.setBackend('cpu');
    const { step, variables } = createRegression();
    const expected = Array.from({ length: steps }, (_, i) => {
      const { images, targets } = regressionBatch(i);
      const batch = {
        images: tf.tensor(images, [4, 6, 6, 1]),
        targets: tf.tensor(targets, [4, 1]),
      };
      return step(batch).loss.dataSync()[0] ?? NaN;
    });
    const expectedFilter = [...(variables[0]?.dataSync() ?? [])];

    const page = await browser.newPage();
    await page.goto(await site.serve({ isolated: true }));
    await page.waitForFunction('globalThis.train !== undefined');
    const result: { losses: number[]; filter: number[]; running: unknown } = await page.evaluate(
      `train(${steps}, 'wasm')`,
    );
    expect(result.running).toEqual({ provider: 'wasm', refused: [] });
    expect(result.losses).toHaveLength(steps);
    for (const [i, loss] of result.losses.entries()) {
      expect(loss).toBeCloseTo(expected[i] as number, digits);
    }
    expect(result.filter).toHaveLength(18);
    for (const [i, value] of result.filter.entries()) {
      expect(value).toBeCloseTo(expectedFilter[i] as number, digits);
    }
  });
});

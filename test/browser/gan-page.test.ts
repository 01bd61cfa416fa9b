/**
 * A page that imports @ganport/core trains a conditional GAN: the same loop, losses and monitors as in
 * Node, on WebAssembly, and the same numbers.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from '@ganport/parity/chromium';
import { missingChromium, skipNote } from './support/chromium.ts';
import { bundleSite, type Site } from './support/site.ts';
import { steps, trainSmallCgan, type SmallRun } from './support/small-cgan.ts';

const missing = missingChromium();

/** Relative, where a number is above 1: float32 sums in another order differ in the sixth digit. */
const tolerance = 1e-4;

describe.skipIf(missing !== undefined)(`a GAN in a page${skipNote(missing)}`, () => {
  let site: Site;
  let browser: Awaited<ReturnType<typeof launchChromium>>;

  beforeAll(async () => {
    site = await bundleSite(join(import.meta.dirname, 'support/gan-page'));
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  test('trains on WebAssembly as it does in Node', async () => {
    const expected = await trainSmallCgan('cpu');
    const page = await browser.newPage();
    await page.goto(await site.serve({ isolated: true }));
    await page.waitForFunction('globalThis.trainSmallCgan !== undefined');
    const actual: SmallRun = await page.evaluate("trainSmallCgan('wasm')");

    expect([expected.engine, actual.engine]).toEqual(['onnxruntime cpu', 'onnxruntime wasm']);
    expect(actual.lines.map((line) => line.slice(0, 15))).toEqual([
      'step 3 [D loss:',
      'step 6 [D loss:',
    ]);
    expect(actual.checkpoint).toEqual({ ...expected.checkpoint, step: steps });
    expect(actual.picture).toMatchObject({
      width: expected.picture.width,
      height: expected.picture.height,
    });
    expect(Math.abs(actual.picture.sum / expected.picture.sum - 1)).toBeLessThan(0.01);

    expect(actual.rows).toHaveLength(steps);
    expect(Object.keys(actual.rows[1] ?? {})).toContain('diversityRatio');
    for (const [i, row] of expected.rows.entries()) {
      const { secondsPerStep: _, secondsWaited: __, ...numbers } = row;
      expect(numbers['dLoss']).not.toBe(expected.rows[i - 1]?.['dLoss']);
      for (const [name, value] of Object.entries(numbers)) {
        const difference = Math.abs((actual.rows[i]?.[name] ?? NaN) - value);
        expect(difference / Math.max(1, Math.abs(value)), `row ${i}, ${name}`).toBeLessThan(
          tolerance,
        );
      }
    }
  });
});

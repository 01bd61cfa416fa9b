/**
 * The web page of docs/start/index.md, as it stands there: bundled by Vite, with a generator of 28 × 28
 * images beside it, in a real browser.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as tf from '@tensorflow/tfjs';
import { exportModel } from '@ganport/export';
import { launchChromium } from '@ganport/parity/chromium';
import { documents } from '../../scripts/docs/links.mjs';
import { missingChromium, skipNote } from '../browser/support/chromium.ts';
import { bundleSite, type Site } from '../browser/support/site.ts';

const missing = missingChromium();

/** Input `noise` [batch, 100], output `image` [batch, 28, 28, 1]; untrained. */
async function generator(): Promise<Uint8Array> {
  await tf.setBackend('cpu');
  const noise = tf.input({ shape: [100], name: 'noise' });
  const kernelInitializer = tf.initializers.randomNormal({ stddev: 0.1, seed: 1 });
  const dense = tf.layers.dense({ units: 784, activation: 'tanh', kernelInitializer }).apply(noise);
  const image = tf.layers.reshape({ targetShape: [28, 28, 1], name: 'image' }).apply(dense);
  const model = tf.model({ inputs: noise, outputs: image as tf.SymbolicTensor });
  return (await exportModel(model)).bytes();
}

describe.skipIf(missing !== undefined)(`the page of Start${skipNote(missing)}`, () => {
  let folder: string;
  let site: Site;
  let browser: Awaited<ReturnType<typeof launchChromium>>;

  beforeAll(async () => {
    const blocks = documents().find(({ file }) => file === 'docs/start/index.md')?.blocks ?? [];
    const codeOf = (info: string) => blocks.find((block) => block.info === info)?.code ?? '';
    // Inside the repository, so that packages are found.
    folder = await mkdtemp(join(import.meta.dirname, '../../node_modules/.docs-page-'));
    await writeFile(join(folder, 'index.html'), codeOf('html'));
    await writeFile(join(folder, 'main.js'), codeOf('js page'));
    site = await bundleSite(folder);
    await site.add('generator.onnx', await generator());
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('draws another image with each click', async () => {
    const page = await browser.newPage();
    await page.goto(await site.serve({ isolated: false }));
    const pixels = () =>
      page.evaluate<string>(
        `[...document.querySelector('#digit').getContext('2d').getImageData(0, 0, 28, 28).data].join()`,
      );
    const isDrawn = `document.querySelector('#digit').getContext('2d').getImageData(0, 0, 28, 28).data[3] === 255`;
    await page.waitForFunction(isDrawn);
    const first = await pixels();
    expect(new Set(first.split(',')).size).toBeGreaterThan(100);
    await page.click('#draw');
    await expect.poll(pixels).not.toBe(first);
  });
});

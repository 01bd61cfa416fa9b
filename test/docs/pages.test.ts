/**
 * The web pages of the documents, as they stand there: their `html page` and `js page` blocks, bundled by
 * Vite, in a real browser.
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

/** Bundles the page of a document into a folder inside the repository, where packages are found. */
async function bundlePage(document: string): Promise<{ site: Site; folder: string }> {
  const blocks = documents().find(({ file }) => file === document)?.blocks ?? [];
  const codeOf = (info: string) => blocks.find((block) => block.info === info)?.code ?? '';
  const folder = await mkdtemp(join(import.meta.dirname, '../../node_modules/.docs-page-'));
  await writeFile(join(folder, 'index.html'), codeOf('html page'));
  await writeFile(join(folder, 'main.js'), codeOf('js page'));
  return { site: await bundleSite(folder), folder };
}

/** The numbers of a canvas's pixels, computed in the page. */
const pixelsOf = (canvas: string) =>
  `((canvas) => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data].join())(document.querySelector('${canvas}'))`;
const isDrawn = (canvas: string) => `${pixelsOf(canvas)}.split(',')[3] === '255'`;

describe.skipIf(missing !== undefined)(`pages of the documents${skipNote(missing)}`, () => {
  let browser: Awaited<ReturnType<typeof launchChromium>>;
  const opened: { site: Site; folder: string }[] = [];

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    for (const { site, folder } of opened) {
      await site.close();
      await rm(folder, { recursive: true, force: true });
    }
  });

  async function open(document: string, files: Readonly<Record<string, Uint8Array>> = {}) {
    const bundled = await bundlePage(document);
    opened.push(bundled);
    for (const [name, bytes] of Object.entries(files)) await bundled.site.add(name, bytes);
    const page = await browser.newPage();
    await page.goto(await bundled.site.serve({ isolated: false }));
    return page;
  }

  test('Start: draws another digit with each click', async () => {
    const page = await open('docs/start/index.md', { 'generator.onnx': await generator() });
    await page.waitForFunction(isDrawn('#digit'));
    const pixels = () => page.evaluate<string>(pixelsOf('#digit'));
    const first = await pixels();
    expect(new Set(first.split(',')).size).toBeGreaterThan(100);
    await page.click('#draw');
    await expect.poll(pixels).not.toBe(first);
  });

  test('In a web page: trains and draws its samples', async () => {
    const page = await open('docs/guides/web-page.md');
    await page.waitForFunction(isDrawn('#samples'));
    const pixels = await page.evaluate<string>(pixelsOf('#samples'));
    expect(new Set(pixels.split(',')).size).toBeGreaterThan(1);
  });
});

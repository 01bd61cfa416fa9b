/**
 * The page of `ganport web` for a translator, in a real Chromium: pictures from every source come out as
 * `ganport translate` makes them in Node, large ones in tiles.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as tf from '@tensorflow/tfjs';
import type { Pixels } from '@ganport/core';
import { fillUniform, keyed } from '@ganport/core/internal';
import { exportModel } from '@ganport/export';
import {
  decodeImage,
  type ImageModel,
  openImageModel,
  openModel,
  translateImage,
} from '@ganport/lab';
import { encodePng } from '@ganport/lab/internal';
import { launchChromium } from '@ganport/parity/chromium';
import { join } from 'node:path';
import { violationsOf } from './support/axe.ts';
import { missingChromium, skipNote } from './support/chromium.ts';
import { type MadeSite, makeSite, openSite } from './support/generator-site.ts';

const missing = missingChromium();

/** Down and up again by strides of two, as CycleGAN's generator. */
async function translator(): Promise<Uint8Array> {
  const conv = { padding: 'same', activation: 'tanh' } as const;
  const kernel = (seed: number) => tf.initializers.glorotNormal({ seed });
  const image = tf.input({ name: 'image', shape: [null, null, 3] });
  const down = { ...conv, filters: 6, kernelSize: 3, strides: 2 };
  let x = tf.layers.conv2d({ ...down, kernelInitializer: kernel(1) }).apply(image);
  x = tf.layers.conv2d({ ...down, kernelInitializer: kernel(2) }).apply(x);
  x = tf.layers.conv2dTranspose({ ...down, kernelInitializer: kernel(3) }).apply(x);
  x = tf.layers.conv2dTranspose({ ...down, filters: 3, kernelInitializer: kernel(4) }).apply(x);
  const onnx = await exportModel(tf.model({ inputs: image, outputs: x as tf.SymbolicTensor }));
  return onnx.bytes();
}

function picture(width: number, height: number, channels: 3 | 4, seed: number): Pixels {
  const values = new Float32Array(width * height * channels);
  fillUniform(keyed(seed, 'image'), values, 0, 256);
  const data = Uint8Array.from(values);
  // Canvases have no colors where nothing is seen: every other pixel is transparent black.
  if (channels === 4) {
    for (let i = 0; i < data.length; i += 4) {
      if (i % 8 === 0) data[i + 3] = 255;
      else data.fill(0, i, i + 4);
    }
  }
  return { width, height, channels, data };
}

describe.skipIf(missing !== undefined)(`the page of a translator${skipNote(missing)}`, () => {
  let site: MadeSite;
  let reference: ImageModel;
  let browser: Awaited<ReturnType<typeof launchChromium>>;
  let open: Awaited<ReturnType<typeof openSite>>;

  beforeAll(async () => {
    await tf.setBackend('cpu');
    site = await makeSite(await translator(), { provider: 'wasm' });
    reference = await openImageModel(await openModel(join(site.folder, 'generator.onnx')), {
      providers: ['cpu'],
    });
    browser = await launchChromium();
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    // A camera that shows one color.
    await context.addInitScript(`
      const canvas = Object.assign(document.createElement('canvas'), { width: 32, height: 24 });
      const context = canvas.getContext('2d');
      context.fillStyle = 'rgb(200, 100, 50)';
      // A stream has a frame for each change.
      setInterval(() => context.fillRect(0, 0, 32, 24), 50);
      navigator.mediaDevices.enumerateDevices = async () => [{ kind: 'videoinput' }];
      navigator.mediaDevices.getUserMedia = async () => {
        if (globalThis.refused) throw new DOMException('denied', 'NotAllowedError');
        return canvas.captureStream();
      };`);
    open = await openSite(context, (await site.serve(true)).address);
  });
  afterAll(async () => {
    await reference?.dispose();
    await browser?.close();
    await site?.close();
  });

  /** Waits for the next picture, which has this size. */
  async function translated(act: () => Promise<void>, width: number, height: number) {
    await act();
    await open.until(
      `document.querySelector('#after').ariaLabel === 'The translated picture, ${width} × ${height} pixels' &&
       document.querySelector('#plate').ariaBusy === 'false'`,
    );
    return open.pixels('after');
  }

  const fileOf = async (image: Pixels) => ({
    name: 'picture.png',
    mimeType: 'image/png',
    buffer: Buffer.from(await encodePng(image)),
  });

  /** A byte may be rounded to the other side of a half. */
  async function expectTranslated(found: { data: number[] }, image: Pixels): Promise<void> {
    const expected = await translateImage(reference, image);
    const { channels, data } = expected;
    let worst = 0;
    for (let i = 0; i < image.width * image.height; i++) {
      const alpha = channels === 4 ? (data[4 * i + 3] as number) : 255;
      if (found.data[4 * i + 3] !== alpha) worst = Infinity;
      for (let k = 0; k < 3 && alpha > 0; k++) {
        const value = data[channels * i + k] as number;
        worst = Math.max(worst, Math.abs((found.data[4 * i + k] ?? NaN) - value));
      }
    }
    expect(worst).toBeLessThanOrEqual(1);
  }

  test('it waits for a picture', async () => {
    expect(await open.text('error-text')).toBe('');
    expect(await open.text('facts')).toContain(
      'pictures of any size, in this browser. Nothing is uploaded.',
    );
    expect(await open.page.isDisabled('#download')).toBe(true);
    expect(await violationsOf(open.page)).toEqual([]);
  });

  test('a file comes out as Node translates it, also with transparency', async () => {
    for (const [channels, size] of [
      [3, 37],
      [4, 40],
    ] as const) {
      const image = picture(size, 26, channels, channels);
      const file = await fileOf(image);
      const found = await translated(() => open.page.setInputFiles('#file', file), size, 26);
      await expectTranslated(found, image);
    }
    expect(await open.text('time')).toMatch(/^[\d.]+ m?s$/);
  });

  test('a large picture is computed in tiles, without seams', async () => {
    const image = picture(700, 130, 3, 1);
    const file = await fileOf(image);
    const statuses = new Set<string>();
    await open.page.exposeFunction('note', (text: string) => statuses.add(text));
    await open.page.evaluate(
      "new MutationObserver(() => note(document.querySelector('#status').textContent)).observe(document.querySelector('#status'), { childList: true })",
    );
    const found = await translated(() => open.page.setInputFiles('#file', file), 700, 130);
    await expectTranslated(found, image);
    expect([...statuses]).toContain('Translating: 1 of 2 tiles …');
  });

  test('pictures are dropped, pasted and taken by the camera', async () => {
    const send = (event: string, carrier: string, name: string) => async (image: Pixels) => {
      const bytes = JSON.stringify([...(await encodePng(image))]);
      await open.page.evaluate(`{
        const ${carrier} = new DataTransfer();
        ${carrier}.items.add(new File([Uint8Array.from(${bytes})], 'a.png', { type: 'image/png' }));
        document.querySelector('main').dispatchEvent(
          new ${event}('${name}', { ${carrier}, bubbles: true, cancelable: true }));
      }`);
    };
    const drop = send('DragEvent', 'dataTransfer', 'drop');
    const paste = send('ClipboardEvent', 'clipboardData', 'paste');
    for (const [size, act] of [
      [20, drop],
      [24, paste],
    ] as const) {
      const image = picture(size, 12, 3, size);
      await expectTranslated(await translated(() => act(image), size, 12), image);
    }

    await open.page.click('#camera');
    await open.until("document.querySelector('#camera').textContent === 'Take the picture'");
    expect(await open.page.isVisible('#video')).toBe(true);
    const found = await translated(() => open.page.click('#camera'), 32, 24);
    expect(found.data).toHaveLength(4 * 32 * 24);
    expect(await open.page.isVisible('#video')).toBe(false);
  });

  test('a camera that is not allowed, and a file that is no picture, are one line', async () => {
    await open.page.evaluate('globalThis.refused = true');
    await open.page.click('#camera');
    const error = () => open.text('error-text');
    while ((await error()) === '') await open.page.waitForTimeout(30);
    expect(await error()).toBe('The camera cannot be used: allow it, or choose a file.');
    await open.page.setInputFiles('#file', {
      name: 'a.png',
      mimeType: 'image/png',
      buffer: Buffer.from('no picture'),
    });
    while (!(await error()).startsWith('the picture')) await open.page.waitForTimeout(30);
    expect(await error()).toMatch(
      /^the picture cannot be read .*; choose a PNG, JPEG, WebP or AVIF file$/,
    );
    expect(await open.page.isVisible('#retry')).toBe(false);
  });

  test('before and after are divided by the slider; the result is downloaded', async () => {
    const image = picture(48, 32, 3, 9);
    const file = await fileOf(image);
    const { page, pixels } = open;
    await translated(() => page.setInputFiles('#file', file), 48, 32);
    expect(await open.text('error-text')).toBe('');
    await page.focus('#divide');
    await page.fill('#divide', '30');
    await page.keyboard.press('ArrowRight');
    const clip = await page.evaluate("getComputedStyle(document.querySelector('#after')).clipPath");
    expect(clip).toBe('inset(0px 0px 0px 31%)');
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#download')]);
    expect(download.suggestedFilename()).toBe('translated.png');
    const saved = await decodeImage(readFileSync(await download.path()), 'download', {
      alpha: 'keep',
    });
    expect(saved).toMatchObject({ width: 48, height: 32 });
    const shown = (await pixels('after')).data.filter(
      (_, i) => saved.channels === 4 || i % 4 !== 3,
    );
    expect([...saved.data]).toEqual(shown);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violationsOf(page)).toEqual([]);
    }
    await page.setViewportSize({ width: 390, height: 800 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    expect(open.complaints).toEqual([]);
  });
});

/**
 * The explorer of the studio in Chromium, with a linear generator: which image belongs to which noise, and in
 * which direction images vary most, is known in closed form.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleNoise } from '@ganport/core';
import { OnnxModel, parseGraph } from '@ganport/graph';
import { launchChromium } from '@ganport/parity/chromium';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { missingChromium, skipNote } from './support/chromium.ts';
import {
  axeFindings,
  studioSite,
  type Page,
  type StudioSite,
  until,
  visit,
} from './support/studio.ts';

const missing = missingChromium();

/** The first number of the noise moves the upper pixels, the second one the lower pixels, a sixth as far. */
const [UPPER, LOWER] = [0.3, 0.05];
const linear = OnnxModel.fromGraph(
  parseGraph(
    `(float[N,2] noise) => (float[N,2,2,1] image)
      <float[2,4] w = {${UPPER}, ${UPPER}, 0, 0, 0, 0, ${LOWER}, ${LOWER}}, int64[4] shape = {-1, 2, 2, 1}> {
      flat = MatMul(noise, w)
      image = Reshape(flat, shape)
    }`,
  ),
).bytes();

/** The byte of a value in [-1, 1]. */
const byte = (value: number) => Math.min(255, Math.max(0, Math.round((value + 1) * 127.5)));

/** The red of the pixels of the canvas in a section, row by row. */
const pixels = (page: Page, section: string) =>
  page.evaluate<number[]>(`(() => {
    const { width, height } = document.querySelector('[aria-labelledby=${section}] canvas');
    const context = document.querySelector('[aria-labelledby=${section}] canvas').getContext('2d');
    const { data } = context.getImageData(0, 0, width, height);
    return [...data].filter((_, i) => i % 4 === 0);
  })()`);

describe.skipIf(missing !== undefined)(`the explorer of the studio${skipNote(missing)}`, () => {
  let site: StudioSite;
  let browser: Awaited<ReturnType<typeof launchChromium>>;
  let folder: string;
  let url: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ganport-explore-'));
    writeFileSync(join(folder, 'linear.onnx'), linear);
    writeFileSync(join(folder, 'damaged.onnx'), linear.subarray(0, 40));
    site = studioSite();
    browser = await launchChromium();
    ({ url } = await site.serve(site.folder()));
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('draws the noise of the command line, moves it where images vary most, and walks', async () => {
    const { page, complaints, close } = await visit(browser, url);
    await page.click('text=Explore');
    await page.setInputFiles('.drop input', join(folder, 'linear.onnx'));
    await until(page, "document.querySelector('.views') !== null");
    const noise = sampleNoise(1, 25, 2).data as Float32Array;
    const sheet = await pixels(page, 'sheet');
    // 5 × 5 images of 2 × 2 pixels, with a pixel between them.
    const upper = Array.from(
      { length: 25 },
      (_, i) => sheet[3 * Math.floor(i / 5) * 14 + 3 * (i % 5)],
    );
    expect(upper).toEqual(Array.from({ length: 25 }, (_, i) => byte(UPPER * (noise[2 * i] ?? 0))));

    await page.click('text=Find the directions');
    const share = (100 * UPPER ** 2) / (UPPER ** 2 + LOWER ** 2);
    await until(page, "document.querySelector('.moves') !== null");
    const title = await page.textContent('.moves label span');
    const found = Number(/Direction 1, (\d+) %/.exec(title ?? '')?.[1]);
    expect(Math.abs(found - share)).toBeLessThan(2);
    const before = await pixels(page, 'directions');
    await page.getByLabel(/Direction 1/).fill('-2');
    const changed = `(() => {
      const canvas = document.querySelector('[aria-labelledby=directions] canvas');
      return canvas.getContext('2d').getImageData(0, 0, 1, 1).data[0] !== ${before[0]};
    })()`;
    await until(page, changed);
    const after = await pixels(page, 'directions');
    const moved = after.map((value, i) => Math.abs(value - (before[i] ?? NaN)));
    // Two standard deviations of the upper pixels; the lower ones stay but for chance.
    expect(Math.abs((moved[0] ?? 0) - 2 * UPPER * 127.5)).toBeLessThan(10);
    expect(moved[2]).toBeLessThan(4);

    // The last place on the way is the second image of the sheet.
    await page.getByLabel('Place on the way').fill('12');
    const end = byte(UPPER * (noise[2] ?? 0));
    await until(
      page,
      `(() => {
      const canvas = document.querySelector('[aria-labelledby=way] canvas');
      return canvas.getContext('2d').getImageData(0, 0, 1, 1).data[0] === ${end};
    })()`,
    );
    expect(complaints).toEqual([]);
    await close();
  });

  test('axe finds nothing, with a model and with a file that is none', async () => {
    const { page, close } = await visit(browser, url, {
      width: 390,
      theme: 'dark',
      bypassCSP: true,
    });
    await page.click('text=Explore');
    await page.setInputFiles('.drop input', join(folder, 'linear.onnx'));
    await until(page, "document.querySelector('.views') !== null");
    await page.setInputFiles('.drop input', join(folder, 'damaged.onnx'));
    await until(page, "document.querySelector('.explore > .wrong').textContent !== ''");
    expect(await page.textContent('.explore > .wrong')).toMatch(/not a model|not an ONNX model/);
    expect(await axeFindings(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await close();
  });
});

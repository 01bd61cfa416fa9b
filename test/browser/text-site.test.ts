/**
 * The page of `ganport web` for a generator of text of a class: the lines that it shows, copies and saves are
 * what Node computes. A page of jets has their colors.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as tf from '@tensorflow/tfjs';
import { createGan, createPlan, exportNetwork, variantOf } from '@ganport/core';
import { kindOf } from '@ganport/core/internal';
import { OnnxModel, parseGraph } from '@ganport/graph';
import { type Drawing, planSheet, planWalk } from '@ganport/lab';
import { launchChromium } from '@ganport/parity/chromium';
import { createSession } from '@ganport/runtime/node';
import { missingChromium, skipNote } from './support/chromium.ts';
import { type MadeSite, makeSite, openSite } from './support/generator-site.ts';
import { testViews } from './support/noise-views.ts';

const missing = missingChromium();
const [latent, length] = [16, 8];
const classes = ['female', 'male'];
const vocabulary = ['', '\uFFFD', ...Array.from('abcdeé <')];

/** A generator with weights wide enough for lines that differ, untrained. */
async function textModel(): Promise<Uint8Array> {
  const kernel = { kind: 'normal', mean: 0, stddev: 0.3 } as const;
  const wide = { ...variantOf('cchargan'), initialization: { kernel } };
  const sample = [length, vocabulary.length];
  const settings = {
    variant: 'cchargan',
    classNames: classes,
    latent,
    sample,
    vocabulary,
  } as const;
  const plan = createPlan({ ...settings, width: 0.02 }, wide);
  const { generator } = createGan(plan).networks;
  const { model } = generator as NonNullable<typeof generator>;
  const metadata = kindOf(plan.variant).metadata?.(plan.config) ?? {};
  return (await exportNetwork({ model, classNames: classes, metadata })).bytes();
}

describe.skipIf(missing !== undefined)(`the page of text${skipNote(missing)}`, () => {
  let site: MadeSite;
  let browser: Awaited<ReturnType<typeof launchChromium>>;
  let open: Awaited<ReturnType<typeof openSite>>;

  async function expectedLines({ noise, count }: Drawing, label?: number): Promise<string[]> {
    const session = await createSession(site.model, { providers: ['cpu'] });
    const labels = Int32Array.from({ length: count }, (_, i) => label ?? i % classes.length);
    const { text: output } = await session.run({
      noise: { dtype: 'float32', dims: [count, latent], data: noise },
      label: { dtype: 'int32', dims: [count], data: labels },
    });
    await session.dispose();
    const values = (output?.data ?? new Float32Array()) as Float32Array;
    const width = vocabulary.length;
    return Array.from({ length: count }, (_, line) => {
      const places = Array.from({ length }, (__, place) => {
        const start = (line * length + place) * width;
        const odds = [...values.subarray(start, start + width)];
        return odds.indexOf(Math.max(...odds));
      });
      const end = places.indexOf(0);
      return places
        .slice(0, end < 0 ? length : end)
        .map((code) => vocabulary[code])
        .join('');
    });
  }
  const shown = () => open.page.locator('#lines li span').allTextContents();
  const sheet = planSheet({ seed: 1, count: 25, latent });

  beforeAll(async () => {
    await tf.setBackend('cpu');
    site = await makeSite(await textModel());
    browser = await launchChromium();
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    open = await openSite(context, (await site.serve(true)).address);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  test('it shows the lines that Node computes, with their classes', async () => {
    const { page, text, complaints } = open;
    expect(await text('error-text')).toBe('');
    const expected = await expectedLines(sheet);
    expect(new Set(expected).size).toBeGreaterThan(8);
    expect(await shown()).toEqual(expected);
    expect((await page.locator('#lines small').allTextContents()).slice(0, 3)).toEqual([
      'female',
      'male',
      'female',
    ]);
    expect(await page.getAttribute('#lines', 'aria-label')).toBe(
      '25 generated lines, all classes in turn, seed 1',
    );
    expect(await text('facts')).toMatch(/from 16 random numbers to a line out of 8 characters/);
    expect([await page.title(), await text('time-title')]).toEqual([
      'Lines from noise',
      'Time per line',
    ]);
    expect(await page.isVisible('#canvas')).toBe(false);
    expect(complaints).toEqual([]);
  });

  test('all lines are copied, and downloaded as a file', async () => {
    const { page, text, until } = open;
    const expected = (await expectedLines(sheet)).map((line) => `${line}\n`).join('');
    await page.click('#copy');
    await until("document.querySelector('#status').textContent === 'Copied all lines.'");
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(expected);
    expect(await text('download')).toBe('Download the lines');
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#download')]);
    expect(download.suggestedFilename()).toBe('sheet-seed-1.txt');
    expect(readFileSync(await download.path(), 'utf8')).toBe(expected);
  });

  test('a way from line to line is a list; a slider changes one line', async () => {
    const { page, drawn } = open;
    await page.selectOption('#class', 'male');
    await page.check('input[value=walk]');
    await page.selectOption('#to', { label: '2' });
    await drawn('25 generated lines on the way from line 1 to 2, male, seed 1');
    expect(await page.isVisible('#position')).toBe(false);
    const walk = planWalk({ seed: 1, latent, stops: 2, frames: 25 });
    expect(await shown()).toEqual(await expectedLines(walk, 1));
    await page.check('input[value=latent]');
    await page.selectOption('#image', { label: '3' });
    await drawn('The generated line 3, with the noise of the sliders, male, seed 1');
    await page.locator('#sliders input').first().fill('3');
    const noise = sheet.noise.slice(2 * latent, 3 * latent);
    noise[0] = 3;
    const moved = await expectedLines({ ...sheet, noise, count: 1 }, 1);
    while ((await shown())[0] !== moved[0]) await page.waitForTimeout(30);
    await page.selectOption('#class', '');
  });

  testViews(() => open);

  test('its module has strings for other pages, and the element lines', async () => {
    const { page, until } = open;
    expect(readFileSync(join(site.folder, 'generator.js'), 'utf8')).toContain('// strings');
    const lines = await page.evaluate(
      `import(new URL('generator.js', location.href).href)
        .then(({ generate }) => generate({ count: 25, seed: 1 }))`,
    );
    const expected = await expectedLines(sheet);
    expect(lines).toEqual(expected);
    await page.evaluate(`document.body.insertAdjacentHTML('beforeend',
      '<ganport-generator src="generator.onnx" runtime="ort/ort.wasm.bundle.min.mjs" count="25"></ganport-generator>')`);
    await until("document.querySelector('ganport-generator').lines?.length === 25");
    const element = page.locator('ganport-generator li');
    expect(await element.allTextContents()).toEqual(expected);
    const refused = await page.evaluate(
      `import(new URL('assets/ganport.js', location.href).href)
        .then(({ generate }) => generate('generator.onnx', { runtime: 'ort/ort.wasm.bundle.min.mjs' }))
        .catch(({ code, message }) => [code, message])`,
    );
    expect(refused).toEqual([
      'unsuitable-model',
      'generator.onnx makes lines of text; use generateLines()',
    ]);
  });

  test('jets have the colors of their momenta, and the scale of them', async () => {
    // Nothing and 100 GeV in the upper pixels.
    const graph = parseGraph(
      `(float[N,2] noise) => (float[N,2,2,1] jet)
        <float[2,4] w = {0, 0, 0, 0, 0, 0, 0, 0}, float[4] momenta = {0, 2, 2, 0}, int64[4] shape = {-1, 2, 2, 1}> {
        none = MatMul(noise, w)
        sum = Add(none, momenta)
        jet = Reshape(sum, shape)
      }`,
    );
    const metadata = { 'ganport.kind': 'jets', 'ganport.jets.scale': '50' };
    const jets = await makeSite(OnnxModel.fromGraph(graph, { metadata }).bytes());
    const context = await browser.newContext({ viewport: { width: 390, height: 900 } });
    const { page, text, pixels } = await openSite(context, (await jets.serve(true)).address);
    expect(await text('error-text')).toBe('');
    expect(await text('facts')).toMatch(/from 2 random numbers to 2 × 2 pixels/);
    expect(await page.isVisible('#momenta')).toBe(true);
    const { width, data } = await pixels();
    expect(width).toBe(5 * (2 + 1) - 1);
    const colors = [data.slice(0, 3), data.slice(4, 7)];
    expect(colors).toEqual([
      [5, 5, 20],
      [252, 252, 191],
    ]);
    await context.close();
    await jets.close();
  });
});

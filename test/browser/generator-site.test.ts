/**
 * The page of `ganport web` for a conditional generator, in a real Chromium: every control, the pixels that
 * Node computes for the same choices, and whether everybody can use it.
 */
import { gzipSync } from 'node:zlib';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as tf from '@tensorflow/tfjs';
import { type Drawing, planSheet, planWalk, decodeImage } from '@ganport/lab';
import { launchChromium } from '@ganport/parity/chromium';
import { createSession } from '@ganport/runtime/node';
import { violationsOf } from './support/axe.ts';
import { missingChromium, skipNote } from './support/chromium.ts';
import { generatorModel } from './support/generator-model.ts';
import { type MadeSite, makeSite, openSite } from './support/generator-site.ts';
import { testViews } from './support/noise-views.ts';

const missing = missingChromium();
const latent = 100;
const size = 12;
const classes = ['cat', 'dog', '<b>bird</b>'];
const inTurn = Array.from({ length: 25 }, (_, i) => i % classes.length);

/** Levels are whole numbers, so a half is lost to rounding; the rest is 1e-4 of the values −1 to 1. */
const tolerance = 0.5 + 1e-4 * 127.5;

/** Gray levels of each image as Node computes them. */
async function expectedLevels(
  model: Uint8Array,
  { noise, count }: Pick<Drawing, 'noise' | 'count'>,
  labels: readonly number[],
): Promise<Float32Array> {
  const session = await createSession(model, { providers: ['cpu'] });
  const { image } = await session.run({
    noise: { dtype: 'float32', dims: [count, latent], data: noise },
    label: { dtype: 'int32', dims: [count], data: Int32Array.from(labels) },
  });
  await session.dispose();
  return ((image?.data ?? new Float32Array()) as Float32Array).map(
    (value) => ((value + 1) / 2) * 255,
  );
}

/** Of any pixel; infinite where one is not gray, or not opaque, or a gap is not transparent. */
function worstDifference(
  drawn: { readonly width: number; readonly height: number; readonly data: readonly number[] },
  levels: Float32Array,
  columns: number,
): number {
  const step = size + 1;
  const side = columns * step - 1;
  if (drawn.width !== side || drawn.height !== side) return Infinity;
  let worst = 0;
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const [r = NaN, g = NaN, b = NaN, alpha = NaN] = drawn.data.slice(4 * (y * side + x));
      const isGap = x % step === size || y % step === size;
      const image = Math.floor(y / step) * columns + Math.floor(x / step);
      const level = levels[(image * size + (y % step)) * size + (x % step)] as number;
      const isRight = alpha === (isGap ? 0 : 255) && r === g && g === b;
      worst = Math.max(worst, isRight ? (isGap ? 0 : Math.abs(r - level)) : Infinity);
    }
  }
  return worst;
}

/** The pages as they are built: one of each kind, and what all sites have. */
const pages = join(import.meta.dirname, '../../packages/cli/pages/generator');
const kinds = readdirSync(pages).filter((name) => name !== 'shared');
/** The repair of files, which the worker loads where it computes on WebGPU. */
const isForWebGpu = (name: string) => name.startsWith('webgpu-');

test.each(kinds)(
  'the page of %s loads less than 30 kB of code, gzipped, beside ONNX Runtime and the model',
  (kind) => {
    const files = readdirSync(join(pages, kind), { recursive: true, withFileTypes: true })
      .filter((file) => file.isFile() && !isForWebGpu(file.name))
      .map(({ parentPath, name }) => join(parentPath, name));
    expect(files.map((file) => extname(file)).toSorted()).toEqual(['.css', '.html', '.js', '.js']);
    const sizes = [...files, join(pages, 'shared/service-worker.js')].map(
      (file) => gzipSync(readFileSync(file)).length,
    );
    expect(sizes.reduce((sum, one) => sum + one, 0)).toBeLessThan(30_000);
  },
);

test('ganport.js, for pages of others, and its worker load less than 20 kB with the code of any kind', () => {
  const assets = join(pages, 'shared/assets');
  const sizes = readdirSync(assets)
    .filter((name) => !isForWebGpu(name))
    .map((name) => ({ name, bytes: gzipSync(readFileSync(join(assets, name))).length }));
  const always = sizes.filter(({ name }) => /^(?:ganport|worker-|rolldown-)/.test(name));
  const kind = Math.max(
    ...sizes.filter((file) => !always.includes(file)).map(({ bytes }) => bytes),
  );
  expect(always.reduce((sum, { bytes }) => sum + bytes, kind)).toBeLessThan(20_000);
});

describe.skipIf(missing !== undefined)(`the page of a generator${skipNote(missing)}`, () => {
  let site: MadeSite;
  let address: string;
  let browser: Awaited<ReturnType<typeof launchChromium>>;
  let open: Awaited<ReturnType<typeof openSite>>;
  const requests: string[] = [];

  const sheet = (seed: number, more: object = {}) =>
    planSheet({ seed, count: 25, latent, ...more });

  beforeAll(async () => {
    await tf.setBackend('cpu');
    site = await makeSite(await generatorModel(classes), { title: 'Cats & dogs <b>' });
    ({ address } = await site.serve(true));
    browser = await launchChromium();
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    context.on('request', (request) => requests.push(request.url().slice(address.length)));
    open = await openSite(context, address);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  test('Node makes images with contrast, which differ with the seed', async () => {
    const one = await expectedLevels(site.model, sheet(1), inTurn);
    expect(Math.min(...one)).toBeLessThan(40);
    expect(Math.max(...one)).toBeGreaterThan(215);
    expect(await expectedLevels(site.model, sheet(2), inTurn)).not.toEqual(one);
  });

  test('the first sheet is what Node computes; one build of ONNX Runtime was loaded, by the worker', async () => {
    expect(await open.text('error-text')).toBe('');
    expect(
      worstDifference(await open.pixels(), await expectedLevels(site.model, sheet(1), inTurn), 5),
    ).toBeLessThan(tolerance);
    // The service worker asks for what the page asks for.
    const loaded = [...new Set(requests)].filter((file) => file.startsWith('ort/'));
    expect(loaded.toSorted()).toEqual([
      'ort/ort-wasm-simd-threaded.wasm',
      'ort/ort.wasm.bundle.min.mjs',
    ]);
    // The page's own thread computes nothing: neither the model nor ONNX Runtime was loaded there.
    const own = await open.page.evaluate<string[]>(
      "performance.getEntriesByType('resource').map(({ name }) => name)",
    );
    expect(own.filter((name) => /ort|\.onnx/.test(name.slice(address.length)))).toEqual([]);
  });

  test('it says what it is, what computes and why', async () => {
    expect([await open.page.title(), await open.text('title')]).toEqual([
      'Cats & dogs <b>',
      'Cats & dogs <b>',
    ]);
    expect(await open.text('facts')).toMatch(
      /^generator\.onnx, .* 100 random numbers to 12 × 12 pixels/,
    );
    expect(await open.text('time')).toMatch(/^[\d.]+ m?s$/);
    expect(await open.text('wasm-reason')).toBe(
      'This site has the smaller ONNX Runtime, without WebGPU. With threads.',
    );
    expect(await open.text('notes')).toBe('');
  });

  test('seed, class and truncation draw what Node draws', async () => {
    const { page, drawn, pixels } = open;
    await page.fill('#seed', '2');
    await drawn('all classes in turn, seed 2');
    expect(
      worstDifference(await pixels(), await expectedLevels(site.model, sheet(2), inTurn), 5),
    ).toBeLessThan(tolerance);

    expect(await page.locator('#class option').allTextContents()).toEqual(['All', ...classes]);
    await page.selectOption('#class', 'dog');
    await drawn('dog, seed 2');
    const dogs = inTurn.map(() => 1);
    expect(
      worstDifference(await pixels(), await expectedLevels(site.model, sheet(2), dogs), 5),
    ).toBeLessThan(tolerance);

    await page.fill('#truncation', '0.5');
    expect(await open.text('truncation-value')).toBe('0.5');
    await page.fill('#seed', '3');
    await drawn('dog, seed 3');
    const truncated = sheet(3, { truncation: 0.5 });
    expect(
      worstDifference(await pixels(), await expectedLevels(site.model, truncated, dogs), 5),
    ).toBeLessThan(tolerance);
    await page.fill('#truncation', '3.1');
    await page.selectOption('#class', '');
    await page.fill('#seed', '1');
    await drawn('all classes in turn, seed 1');
  });

  test('the sheet is downloaded as it is shown', async () => {
    const { page, pixels } = open;
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#download')]);
    expect(download.suggestedFilename()).toBe('sheet-seed-1.png');
    const { width, data } = await decodeImage(readFileSync(await download.path()), 'sheet', {
      alpha: 'keep',
    });
    const shown = await pixels();
    expect({ width, data: [...data] }).toEqual({ width: shown.width, data: shown.data });
  });

  test('an interpolation goes over the sphere, frame by frame and played', async () => {
    const { page, drawn, pixels, until } = open;
    await page.check('input[value=walk]');
    await page.selectOption('#to', { label: '2' });
    await drawn('on the way from image 1 to 2, all classes in turn, seed 1');
    const walk = planWalk({ seed: 1, latent, stops: 2, frames: 25 });
    const levels = await expectedLevels(
      site.model,
      walk,
      inTurn.map(() => 0),
    );
    for (const frame of [0, 12, 24]) {
      await page.fill('#position', String(frame));
      const image = levels.subarray(frame * size ** 2, (frame + 1) * size ** 2);
      expect(worstDifference(await pixels(), image, 1)).toBeLessThan(tolerance);
    }
    await page.fill('#position', '0');
    await page.click('#play');
    await until("document.querySelector('#position').valueAsNumber > 1");
    await page.click('#play');
    expect(await page.getAttribute('#play', 'aria-pressed')).toBe('false');
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#download')]);
    expect(download.suggestedFilename()).toBe('walk-seed-1.png');
  });

  test('a slider moves one number of the noise, and the button takes it back', async () => {
    const { page, drawn, pixels, until } = open;
    await page.check('input[value=latent]');
    await page.selectOption('#image', { label: '3' });
    await drawn('image 3, with the noise of the sliders, all classes in turn, seed 1');
    const noise = sheet(1).noise.slice(2 * latent, 3 * latent);
    const before = await pixels();
    expect(
      worstDifference(before, await expectedLevels(site.model, { noise, count: 1 }, [2]), 1),
    ).toBeLessThan(tolerance);

    await page.selectOption('#group', { label: '9 to 16' });
    const slider = page.locator('#sliders input').nth(1);
    expect(Math.abs(Number(await slider.inputValue()) - (noise[9] as number))).toBeLessThan(0.03);
    await slider.fill('3');
    noise[9] = 3;
    const moved = await expectedLevels(site.model, { noise, count: 1 }, [2]);
    while (worstDifference(await pixels(), moved, 1) >= tolerance) await page.waitForTimeout(30);
    await page.click('#reset');
    while ((await pixels()).data.some((value, i) => value !== before.data[i]))
      await page.waitForTimeout(30);
    await until("document.querySelector('#plate').ariaBusy === 'false'");
    await page.check('input[value=sheet]');
    await drawn('all classes in turn, seed 1');
  });

  test('Enter keeps the seed of the field; a wrong one is explained until it is right', async () => {
    const { page, text, drawn } = open;
    await page.fill('#seed', '5');
    await page.press('#seed', 'Enter');
    await drawn('seed 5');
    expect(await page.inputValue('#seed')).toBe('5');
    for (const [seed, problem] of [
      ['-1', 'Seeds begin at 0.'],
      ['1.5', 'A seed is a whole number, without decimals.'],
      ['9007199254740992', 'The largest seed is 9,007,199,254,740,991.'],
      ['', 'A seed is a whole number, such as 7.'],
    ] as const) {
      await page.fill('#seed', seed);
      await page.press('#seed', 'Enter');
      expect(await text('seed-problem')).toBe(problem);
      expect(await page.getAttribute('#seed', 'aria-invalid')).toBe('true');
      expect(await page.inputValue('#seed')).toBe(seed);
    }
    expect(await violationsOf(page)).toEqual([]);
    await page.click('#again');
    await drawn(`seed ${await page.inputValue('#seed')}`);
    expect(await text('seed-problem')).toBe('');
  });

  test('the keyboard reaches every control, and moves the views', async () => {
    const { page, drawn } = open;
    await page.fill('#seed', '1');
    await drawn('seed 1');
    await page.focus('input[value=sheet]');
    await page.keyboard.press('ArrowRight');
    await drawn('to 2, all classes in turn, seed 1');
    const reached = new Set<string>();
    for (let i = 0; i < 14; i++) {
      await page.keyboard.press('Tab');
      reached.add(
        await page.evaluate<string>('document.activeElement.id || document.activeElement.value'),
      );
    }
    const wanted = [
      'again',
      'seed',
      'class',
      'truncation',
      'from',
      'to',
      'position',
      'play',
      'download',
      'wasm',
    ];
    expect(wanted.filter((id) => !reached.has(id))).toEqual([]);
    await page.check('input[value=sheet]');
    await drawn('5 a row, all classes in turn, seed 1');
  });

  testViews(() => open);

  test('the content security policy lets the page compute, and no more', async () => {
    const { page, complaints } = open;
    expect(complaints).toEqual([]);
    const policy = await page.getAttribute('meta[http-equiv=Content-Security-Policy]', 'content');
    expect(policy).toMatch(/default-src 'none'.*'wasm-unsafe-eval'/);
    expect(policy).not.toMatch(/'unsafe-(inline|eval)'|https:/);
    // As an injected script would do it.
    await page.evaluate(`document.body.append(Object.assign(document.createElement('script'),
      { textContent: 'globalThis.injected = true' }))`);
    expect(await page.evaluate('globalThis.injected')).toBeUndefined();
    expect(complaints).toHaveLength(1);
  });

  test('what an address asks for is taken where it makes sense', async () => {
    const { page } = open;
    const at = async (query: string) => {
      await page.goto(`${address}?${query}`);
      await open.settled();
      return page.getAttribute('#canvas', 'aria-label');
    };
    expect(await at('seed=7&class=dog')).toBe('25 generated images, 5 a row, dog, seed 7');
    expect(await at('seed=7&class=%3Cb%3Ebird%3C%2Fb%3E')).toContain('<b>bird</b>, seed 7');
    expect(await at('class=__proto__&seed=0x10')).toBe(
      '25 generated images, 5 a row, all classes in turn, seed 1',
    );
  });
});

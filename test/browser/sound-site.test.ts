/**
 * The page of `ganport web` for a generator of sounds of a class, from uniform noise: what it plays and saves
 * is what Node computes, and everybody can play it.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as tf from '@tensorflow/tfjs';
import { createGan, createPlan, exportNetwork, variantOf } from '@ganport/core';
import { joinSounds, kindOf } from '@ganport/core/internal';
import { type Drawing, planSheet, planWalk } from '@ganport/lab';
import { launchChromium } from '@ganport/parity/chromium';
import { createSession } from '@ganport/runtime/node';
import { missingChromium, skipNote } from './support/chromium.ts';
import { type MadeSite, makeSite, openSite } from './support/generator-site.ts';
import { testViews } from './support/noise-views.ts';

const missing = missingChromium();
const [latent, length, rate] = [16, 512, 8000];
const classes = ['bell', 'drum'];
/** Of values in [-1, 1]; a file has sixteen bits. */
const [tolerance, sixteenBits] = [1e-4, 2 / 32_767];

async function soundModel(): Promise<Uint8Array> {
  const kernel = { kind: 'normal', mean: 0, stddev: 0.3 } as const;
  const settings = { variant: 'cwavegan', sample: [length, 1], classNames: classes } as const;
  const wide = { ...variantOf('cwavegan'), initialization: { kernel } };
  const plan = createPlan({ ...settings, latent, width: 0.05, sampleRate: rate }, wide);
  const { generator } = createGan(plan).networks;
  const { model } = generator as NonNullable<typeof generator>;
  const metadata = kindOf(plan.variant).metadata?.(plan.config) ?? {};
  const noise = plan.variant.noise ?? 'normal';
  return (await exportNetwork({ model, classNames: classes, noise, metadata })).bytes();
}

const worst = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  a.length === b.length
    ? Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? NaN))), 0)
    : Infinity;

describe.skipIf(missing !== undefined)(`the page of sounds${skipNote(missing)}`, () => {
  let site: MadeSite;
  let browser: Awaited<ReturnType<typeof launchChromium>>;
  let open: Awaited<ReturnType<typeof openSite>>;

  async function expectedSounds({ noise, count }: Drawing, label?: number): Promise<Float32Array> {
    const session = await createSession(site.model, { providers: ['cpu'] });
    const labels = Int32Array.from({ length: count }, (_, i) => label ?? i % classes.length);
    const { audio } = await session.run({
      noise: { dtype: 'float32', dims: [count, latent], data: noise },
      label: { dtype: 'int32', dims: [count], data: labels },
    });
    await session.dispose();
    return audio?.data as Float32Array;
  }
  const sheet = (seed: number) => planSheet({ seed, count: 25, latent, noise: 'uniform' });
  const nth = (sounds: Float32Array, i: number) => sounds.subarray(i * length, (i + 1) * length);
  /** What was played last: its samples, and how many a second. */
  const played = () => open.page.evaluate<{ rate: number; samples: number[] }>('globalThis.played');

  beforeAll(async () => {
    await tf.setBackend('cpu');
    site = await makeSite(await soundModel(), { title: 'Bells and drums' });
    browser = await launchChromium();
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    await context.addInitScript(`
      const { start } = AudioBufferSourceNode.prototype;
      AudioBufferSourceNode.prototype.start = function () {
        const { sampleRate: rate } = this.buffer;
        globalThis.played = { rate, samples: [...this.buffer.getChannelData(0)] };
        return start.call(this);
      };`);
    open = await openSite(context, (await site.serve(true)).address);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  test('it says what it makes, and has no truncation, since its noise is uniform', async () => {
    const { page, text } = open;
    expect(await text('error-text')).toBe('');
    expect(await text('facts')).toMatch(/from 16 random numbers to 0\.06 seconds of sound/);
    expect(await text('time-title')).toBe('Time per sound');
    expect(await page.isVisible('#truncation')).toBe(false);
    expect(await page.getAttribute('#canvas', 'aria-label')).toBe(
      '25 generated sounds, 5 a row, all classes in turn, seed 1',
    );
    expect(open.complaints).toEqual([]);
  });

  test('a click and a letter play the sounds that Node computes', async () => {
    const { page, drawn } = open;
    const expected = await expectedSounds(sheet(1));
    expect(Math.max(...expected) - Math.min(...expected)).toBeGreaterThan(0.2);
    await page.click('#keys button >> nth=3');
    const first = await played();
    expect(first.rate).toBe(rate);
    expect(worst(first.samples, nth(expected, 3))).toBeLessThan(tolerance);
    await page.keyboard.press('q');
    expect(worst((await played()).samples, nth(expected, 5))).toBeLessThan(tolerance);
    await page.selectOption('#class', 'drum');
    await drawn('drum, seed 1');
    await page.focus('#keys button >> nth=24');
    await page.keyboard.press('Enter');
    const drums = await expectedSounds(sheet(1), 1);
    expect(worst((await played()).samples, nth(drums, 24))).toBeLessThan(tolerance);
    // A letter in a field is no key.
    const before = await played();
    await page.focus('#seed');
    await page.keyboard.press('1');
    expect(await played()).toEqual(before);
    await page.selectOption('#class', '');
    await page.fill('#seed', '1');
    await drawn('all classes in turn, seed 1');
  });

  test('all sounds are downloaded as one WAV file', async () => {
    const { page, text } = open;
    expect(await text('download')).toBe('Download the sounds');
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#download')]);
    expect(download.suggestedFilename()).toBe('sheet-seed-1.wav');
    const bytes = readFileSync(await download.path());
    expect([bytes.toString('latin1', 0, 4), bytes.readUInt32LE(24)]).toEqual(['RIFF', rate]);
    const samples = Array.from({ length: (bytes.length - 44) / 2 }, (_, i) =>
      Math.max(-1, bytes.readInt16LE(44 + 2 * i) / 32_767),
    );
    const expected = joinSounds(await expectedSounds(sheet(1)), length, rate);
    expect(worst(samples, expected)).toBeLessThan(tolerance + sixteenBits);
  });

  test('a way from sound to sound is a line, and each frame plays', async () => {
    const { page, drawn } = open;
    await page.check('input[value=walk]');
    await page.selectOption('#to', { label: '2' });
    await drawn('on the way from sound 1 to 2, all classes in turn, seed 1');
    await page.fill('#position', '12');
    await page.click('#keys button');
    const walk = planWalk({ seed: 1, latent, noise: 'uniform', stops: 2, frames: 25 });
    const expected = await expectedSounds(walk, 0);
    expect(worst((await played()).samples, nth(expected, 12))).toBeLessThan(tolerance);
  });

  testViews(() => open);
});

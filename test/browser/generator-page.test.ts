/**
 * The generator page as it is deployed, in a real Chromium: it draws on each provider what
 * ONNX Runtime in Node computes for the same seed, and reports why it cannot draw.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as tf from '@tensorflow/tfjs';
import { sampleNoise } from '@ganport/core';
import { decodeImage } from '@ganport/lab';
import { traceFunction } from '@ganport/export';
import { OnnxModel, parseGraph } from '@ganport/graph';
import { launchChromium } from '@ganport/parity/chromium';
import { createSession } from '@ganport/runtime/node';
import { missingChromium, skipNote } from './support/chromium.ts';
import { generatorModel } from './support/generator-model.ts';
import { openGenerator, side, size, gap, type PageOptions } from './support/generator-page.ts';
import { bundleSite, type Site } from './support/site.ts';

const missing = missingChromium();

/** Gray levels of the whole canvas as Node computes them; NaN in the gaps. */
async function expectedGrid(
  model: Uint8Array,
  seed: number,
  labelOf?: (image: number) => number,
): Promise<Float32Array> {
  const session = await createSession(model, { providers: ['cpu'] });
  const data = Int32Array.from({ length: 25 }, (_, i) => labelOf?.(i) ?? 0);
  const label = { dtype: 'int32', dims: [25], data } as const;
  const noise = sampleNoise(seed, 25, 100);
  const { image } = await session.run({ noise, ...(labelOf && { label }) });
  await session.dispose();
  const grid = new Float32Array(side * side).fill(NaN);
  for (const [i, value] of ((image?.data ?? []) as Float32Array).entries()) {
    const [picture, pixel] = [Math.floor(i / size ** 2), i % size ** 2];
    const y = Math.floor(picture / 5) * (size + gap) + Math.floor(pixel / size);
    const x = (picture % 5) * (size + gap) + (pixel % size);
    grid[y * side + x] = ((value + 1) / 2) * 255;
  }
  return grid;
}

/** Levels are whole numbers, so a half is lost to rounding; the rest is float32 arithmetic. */
const tolerance = 0.51;

/** Of any pixel; infinite where one is not gray, or not opaque, or a gap is not transparent. */
function worstDifference(drawn: readonly number[], expected: Float32Array): number {
  const differences = Array.from(expected, (level, i) => {
    const [r = NaN, g = NaN, b = NaN, alpha = NaN] = drawn.slice(4 * i, 4 * i + 4);
    const isGap = Number.isNaN(level);
    if (g !== r || b !== r || alpha !== (isGap ? 0 : 255)) return Infinity;
    return isGap ? 0 : Math.abs(r - level);
  });
  return Math.max(...differences);
}

describe.skipIf(missing !== undefined)(`the generator page${skipNote(missing)}`, () => {
  let model: Uint8Array;
  let site: Site;
  let address: string;
  let browser: Awaited<ReturnType<typeof launchChromium>>;

  beforeAll(async () => {
    await tf.setBackend('cpu');
    model = await generatorModel();
    site = await bundleSite(join(import.meta.dirname, '../../apps/generator'));
    await site.add('generator.onnx', model);
    address = await site.serve({ isolated: true });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  const open = (url: string, options?: PageOptions) => openGenerator(browser, url, options);

  test('Node makes a grid with contrast, which differs with the seed', async () => {
    const [one, two] = [await expectedGrid(model, 1), await expectedGrid(model, 2)];
    const levels = one.filter((level) => !Number.isNaN(level));
    expect(Math.min(...levels)).toBeLessThan(40);
    expect(Math.max(...levels)).toBeGreaterThan(215);
    expect(one).not.toEqual(two);
  });

  test('on WebAssembly it draws what Node computes, for each seed', async () => {
    const { page, text, drawn, pixels, runtimeFiles } = await open(address);
    expect(await text('error')).toBe('');
    await page.check('input[value=wasm]');
    await drawn(1);
    expect(worstDifference(await pixels(), await expectedGrid(model, 1))).toBeLessThan(tolerance);
    await page.fill('#seed', '2');
    await drawn(2);
    expect(worstDifference(await pixels(), await expectedGrid(model, 2))).toBeLessThan(tolerance);
    expect(await text('time')).toMatch(/^[\d.]+ ms$/);
    expect(await text('facts')).toMatch(
      /^generator\.onnx, .* 100 random numbers to 12 × 12 pixels/,
    );
    expect(await text('notes')).toBe('');
    expect(runtimeFiles()).toHaveLength(1);
    await page.close();
  });

  test('on WebGPU it draws what Node computes', async () => {
    const { page, text, drawn, pixels, runtimeFiles } = await open(address);
    await page.check('input[value=webgpu]');
    await page.fill('#seed', '3');
    await drawn(3);
    expect(await text('error')).toBe('');
    expect(await page.isChecked('input[value=webgpu]')).toBe(true);
    expect(worstDifference(await pixels(), await expectedGrid(model, 3))).toBeLessThan(tolerance);
    expect(runtimeFiles().some((file) => file.includes('asyncify'))).toBe(true);
    await page.close();
  });

  test('the classes of a generator are chosen by their names', async () => {
    const labeled = await generatorModel(['cat', 'dog', '<b>bird</b>']);
    await site.add('labeled.onnx', labeled);
    const { page, text, drawn, pixels } = await open(`${address}?model=labeled.onnx`, {
      webgpu: false,
    });
    expect(await text('error')).toBe('');
    expect(await page.locator('#class option').allTextContents()).toEqual([
      'All in turn',
      'cat',
      'dog',
      '<b>bird</b>',
    ]);
    const inTurn = await expectedGrid(labeled, 1, (i) => i % 3);
    expect(worstDifference(await pixels(), inTurn)).toBeLessThan(tolerance);
    await page.selectOption('#class', 'dog');
    while (!(await page.getAttribute('#grid', 'aria-label'))?.includes('dog, seed 1')) {
      await page.waitForTimeout(50);
    }
    const dogs = await expectedGrid(labeled, 1, () => 1);
    expect(worstDifference(await pixels(), dogs)).toBeLessThan(tolerance);
    await page.fill('#seed', '2');
    await drawn(2);
    const others = await expectedGrid(labeled, 2, () => 1);
    expect(worstDifference(await pixels(), others)).toBeLessThan(tolerance);
    await page.close();
  });

  test('a generator without labels has no choice of classes', async () => {
    const { page } = await open(address, { webgpu: false });
    expect(await page.isVisible('#class')).toBe(false);
    await page.close();
  });

  test('the button draws other noise; an invalid seed draws nothing', async () => {
    const { page, drawn, pixels } = await open(address);
    const before = await pixels();
    await page.click('#again');
    const seed = Number(await page.inputValue('#seed'));
    await drawn(seed);
    expect(await pixels()).not.toEqual(before);
    await page.fill('#seed', '-1');
    await page.fill('#seed', '1');
    await drawn(1);
    expect(await pixels()).toEqual(before);
    await page.close();
  });

  test('what is on the screen is the grid', async () => {
    const { page } = await open(address);
    const { data } = await decodeImage(await page.locator('#grid').screenshot(), 'screenshot');
    expect(new Set(data).size).toBeGreaterThan(100);
    await page.close();
  });

  test('without WebGPU it reports why, and loads only the smaller build', async () => {
    const { page, text, runtimeFiles } = await open(address, { webgpu: false });
    expect(await page.isDisabled('input[value=webgpu]')).toBe(true);
    expect(await page.isChecked('input[value=wasm]')).toBe(true);
    expect(await text('webgpu-reason')).toContain('this browser has no WebGPU');
    expect(await text('error')).toBe('');
    expect(runtimeFiles()).toEqual([expect.stringMatching(/ort-wasm-simd-threaded-[\w-]+\.wasm$/)]);
    await page.close();
  });

  test('without cross-origin isolation it draws the same on one thread, and notes it', async () => {
    const plain = await site.serve({ isolated: false });
    const { page, text, pixels } = await open(plain, { webgpu: false });
    expect(await text('notes')).toContain('one thread: the page is not cross-origin isolated');
    expect(worstDifference(await pixels(), await expectedGrid(model, 1))).toBeLessThan(tolerance);
    await page.close();
  });

  test.each([
    ['the file names the layout', { 'ganport.layout.picture': 'NCHW' }],
    ['the shape tells', {}],
  ])(
    "range, distribution and fixed batch are the model's; %s the layout",
    async (_name, layout) => {
      // Colors: red is the noise's first value, halved by the distribution, green and blue are zero.
      const coloured = await traceFunction(
        ({ z }) => ({
          picture: tf.concat(
            [0, 1, 1].map((c) => {
              const value = (z as tf.Tensor).slice([0, c, 0, 0], [10, 1, 1, 1]);
              return tf.tile(c === 0 ? value : value.mul(0), [1, 1, 2, 2]);
            }),
            1,
          ),
        }),
        { z: { shape: [10, 2, 1, 1] } },
        {
          metadata: {
            ...layout,
            'ganport.range.picture': '0 2',
            'ganport.distribution.z': 'normal 1 0.5',
          },
        },
      );
      await site.add('coloured.onnx', coloured.bytes());
      const { page, text } = await open(`${address}?model=coloured.onnx`, { webgpu: false });
      expect(await text('error')).toBe('');
      const noise = sampleNoise(1, 30, 2).data as Float32Array;
      const expected = Array.from({ length: 25 }, (_, i) =>
        Math.min(255, Math.max(0, ((1 + 0.5 * (noise[2 * i] as number)) / 2) * 255)),
      );
      const firstPixels: number[][] = await page.evaluate(`Array.from({ length: 25 }, (_, i) =>
      [...document.querySelector('#grid').getContext('2d')
        .getImageData(3 * (i % 5), 3 * Math.floor(i / 5), 1, 1).data])`);
      for (const [i, [red = NaN, ...rest]] of firstPixels.entries()) {
        expect(Math.abs(red - (expected[i] as number))).toBeLessThan(tolerance);
        expect(rest).toEqual([0, 0, 255]);
      }
      await page.close();
    },
  );

  describe('a model that cannot be drawn is reported in one line', () => {
    const product = () =>
      traceFunction(({ a, b }) => ({ c: tf.matMul(a as tf.Tensor, b as tf.Tensor) }), {
        a: { shape: ['n', 2] },
        b: { shape: [2, 3] },
      });
    const flat = () =>
      traceFunction(({ z }) => ({ y: tf.tanh(z as tf.Tensor) }), { z: { shape: ['n', 8] } });
    const uniform = () =>
      traceFunction(
        ({ z }) => ({ y: tf.reshape(z as tf.Tensor, [-1, 2, 2, 1]) }),
        { z: { shape: ['n', 4] } },
        { metadata: { 'ganport.distribution.z': 'uniform -1 1' } },
      );

    const withBatch = (batch: number) => {
      const graph = parseGraph(`(float[${batch},100] z) => (float[${batch},1,1,100] y)
        <int64[4] shape = {-1, 1, 1, 100}> { y = Reshape(z, shape) }`);
      return OnnxModel.fromGraph(graph).bytes();
    };

    const unnamed = () => {
      const graph = parseGraph(
        '(float[N,4,4,1] noise, int32[N] label) => (float[N,4,4,1] y) { y = Identity(noise) }',
      );
      return OnnxModel.fromGraph(graph).bytes();
    };

    test.each<[string, (() => Promise<Uint8Array | string>) | undefined, RegExp]>([
      ['nothing.onnx', undefined, /^nothing\.onnx is not there \(the server answers 404\): put it/],
      ['page.html', async () => '<p>start', /^page\.html is not there \(the server sends a web/],
      ['text.onnx', async () => 'no model at all', /^text\.onnx is not a/],
      ['empty.onnx', async () => '', /^empty\.onnx is not a model that ONNX Runtime can load/],
      [
        'cut.onnx',
        async () => model.slice(0, model.length / 2),
        /^cut\.onnx is not an ONNX model, or not all of it/,
      ],
      [
        'product.onnx',
        async () => (await product()).bytes(),
        /^a generator has one input, its noise, and .*; this model has a, b$/,
      ],
      [
        'unnamed.onnx',
        async () => unnamed(),
        /^this model's labels have no names, .*: export it again with ganport$/,
      ],
      [
        'flat.onnx',
        async () => (await flat()).bytes(),
        /^images are float32\[batch, .* this model's output y is float32\[25, 8\]$/,
      ],
      [
        'uniform.onnx',
        async () => (await uniform()).bytes(),
        /^this page draws normal noise; input z needs uniform -1 1$/,
      ],
      [
        'nobatch.onnx',
        async () => withBatch(0),
        /^noise has a batch of at least 1 .* this model's input z is float32\[0, 100\]$/,
      ],
    ])('%s', async (name, content, line) => {
      if (content) await site.add(name, await content());
      const { page, text } = await open(`${address}?model=${name}`, { webgpu: false });
      expect(await text('error')).toMatch(line);
      expect(await page.getAttribute('#controls', 'inert')).toBe('');
      await page.close();
    });
  });
});

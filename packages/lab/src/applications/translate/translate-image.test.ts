import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { exportModel } from '@ganport/export';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Pixels } from '@ganport/core';
import { fillUniform, keyed } from '@ganport/core/internal';
import { openModel } from '../../models/open-model.ts';
import { writeOnnx } from '../models.test.support.ts';
import { openImageModel, type ImageModel } from './image-model.ts';
import { sideBySide, translateImage, type TranslateOptions } from './translate-image.ts';
import { temporaryFolder } from '../../files/temporary-folder.test.support.ts';

tf.enableProdMode();

const folder = temporaryFolder();

/** Down and up again by strides of two, as CycleGAN's generator, without instance norm. */
function strided(): tf.LayersModel {
  const conv = { padding: 'same', activation: 'tanh', kernelInitializer: 'glorotNormal' } as const;
  const down = { ...conv, filters: 6, kernelSize: 3, strides: 2 };
  const image = tf.input({ name: 'image', shape: [null, null, 3] });
  let x = tf.layers.conv2d({ ...conv, filters: 6, kernelSize: 3 }).apply(image);
  x = tf.layers.conv2d(down).apply(x);
  x = tf.layers.conv2d(down).apply(x);
  x = tf.layers.conv2dTranspose(down).apply(x);
  x = tf.layers.conv2dTranspose({ ...down, filters: 3 }).apply(x);
  return tf.model({ inputs: image, outputs: x as tf.SymbolicTensor });
}

let model: ImageModel;
beforeAll(async () => {
  await tf.setBackend('cpu');
  const onnx = await exportModel(strided());
  await onnx.save(join(folder, 'strided.onnx'));
  model = await openImageModel(await openModel(join(folder, 'strided.onnx')), {
    providers: ['cpu'],
  });
});
afterAll(() => model.dispose());

function noise(width: number, height: number, channels: 1 | 3 | 4 = 3): Pixels {
  const values = new Float32Array(width * height * channels);
  fillUniform(keyed(1, 'image'), values, 0, 256);
  return { width, height, channels, data: Uint8Array.from(values) };
}
const differences = (a: Pixels, b: Pixels) => {
  expect([a.width, a.height, a.channels]).toEqual([b.width, b.height, b.channels]);
  const each = a.data.map((value, i) => Math.abs(value - (b.data[i] ?? NaN)));
  return { largest: each.reduce((x, y) => Math.max(x, y)), count: each.filter(Boolean).length };
};
const flat = (width: number, height: number, color: readonly number[]): Pixels => ({
  width,
  height,
  channels: color.length as Pixels['channels'],
  data: Uint8Array.from(
    { length: width * height * color.length },
    (_, i) => color[i % color.length] ?? 0,
  ),
});

test('in tiles it is the same image, when the overlap covers what the network sees', async () => {
  // What the exporter found, and what tiles must keep to.
  expect([model.height, model.width]).toEqual([{ multiple: 4 }, { multiple: 4 }]);
  const image = noise(333, 250);
  const calls: number[] = [];
  const onTile = (done: number, total: number) => calls.push(done / total);
  const whole = await translateImage(model, image, { tile: 4096, onTile });
  expect(calls).toEqual([1]);
  const tiled = await translateImage(model, image, { tile: 96, overlap: 48, onTile });
  // A byte may be rounded to the other side of a half.
  expect(differences(whole, tiled).largest).toBeLessThanOrEqual(1);
  expect(differences(whole, tiled).count).toBeLessThan(50);
  // Columns: (84 - 12) / (24 - 12) = 6 of 24 units of 4 pixels; rows: 51 / 12, rounded up.
  expect(calls).toHaveLength(1 + 6 * 5);
  const seams = await translateImage(model, image, { tile: 96, overlap: 0 });
  expect(differences(whole, seams).largest).toBeGreaterThan(10);
});

test('an image of any size keeps it', async () => {
  for (const [width, height] of [
    [1, 1],
    [7, 90],
    [61, 3],
  ] as const) {
    const { data, ...size } = await translateImage(model, noise(width, height), {
      tile: 32,
      overlap: 8,
    });
    expect(size).toEqual({ width, height, channels: 3 });
    expect(data).toHaveLength(3 * width * height);
  }
});

const negative = (shape: string) => `(float[${shape}] x) => (float[${shape}] y) { y = Neg(x) }`;
async function translated(
  shape: string,
  image: Pixels,
  options?: TranslateOptions,
  metadata?: Record<string, string>,
) {
  const path = await writeOnnx(folder, 'negative', negative(shape), metadata);
  const opened = await openImageModel(await openModel(path));
  try {
    return await translateImage(opened, image, options);
  } finally {
    await opened.dispose();
  }
}

test.each([
  ['N,H,W,3', [10, 100, 200], [245, 155, 55]],
  ['1,3,H,W', [10, 100, 200], [245, 155, 55]],
  ['1,H,W,1', [10, 10, 10], [245]],
  ['N,3,H,W', [10], [245, 245, 245]],
] as const)('a model of [%s] gives the negative', async (shape, color, expected) => {
  const result = await translated(shape, flat(5, 6, color));
  expect(result).toEqual(flat(5, 6, expected));
});

test('channels first do not mix up places', async () => {
  const image = noise(9, 7);
  expect((await translated('1,3,H,W', image)).data).toEqual(image.data.map((value) => 255 - value));
});

test('transparency goes around the network', async () => {
  const result = await translated('1,H,W,3', flat(5, 6, [10, 100, 200, 77]));
  expect(result).toEqual(flat(5, 6, [245, 155, 55, 77]));
});

test('a model of one size: images are resized, and back when asked', async () => {
  const image = flat(5, 6, [10, 100, 200, 255]);
  expect(await translated('1,8,10,3', image)).toEqual(flat(10, 8, [245, 155, 55, 255]));
  const sameSize = await translated('1,8,10,3', image, { keepSize: true });
  expect(sameSize).toEqual(flat(5, 6, [245, 155, 55, 255]));
  await expect(translated('1,8,10,3', image, { tile: 64 })).rejects.toThrow(
    /^--tile: .*negative\.onnx takes images of 8 × 10 only/,
  );
  await expect(translated('1,H,W,3', image, { tile: 64, overlap: 40 })).rejects.toThrow(
    '--overlap: 40 is more than half a tile of 64',
  );
});

test('a range other than [-1, 1] is applied', async () => {
  const metadata = { 'ganport.range.x': '0 1', 'ganport.range.y': '-1 0' };
  // The negative of [0, 1] is [-1, 0]: black becomes white.
  const result = await translated('1,H,W,3', flat(4, 4, [0, 51, 255]), {}, metadata);
  expect(result).toEqual(flat(4, 4, [255, 204, 0]));
});

test.each([
  [
    '(float[N,100] z) => (float[N,100] y) { y = Neg(z) }',
    'input z is float32 [N, 100], not images',
  ],
  ['(float[1,H,W,3] x, float[1] z) => (float[1,H,W,3] y) { y = Add(x, z) }', 'has 2 inputs'],
  ['(float[1,H,W,3] x) => (float[3] y) { y = ReduceMean<keepdims = 0>(x) }', 'output y is'],
  [negative('4,H,W,3'), 'input x is float32 [4, H, W, 3]'],
  [negative('1,H,W,5'), 'input x is float32 [1, H, W, 5]'],
])('%s is no translator', async (text, problem) => {
  const path = await writeOnnx(folder, 'other', text);
  await expect(openImageModel(await openModel(path))).rejects.toThrow(`${path}: ${problem}`);
});

test('a model that changes the size is refused', async () => {
  const text = `(float[1,H,W,3] x) => (float[1,A,B,3] y) <float[4] scales = {1, 2, 2, 1}> {
    y = Resize(x, , scales)
  }`;
  const opened = await openImageModel(await openModel(await writeOnnx(folder, 'double', text)));
  await expect(translateImage(opened, flat(4, 4, [1, 2, 3]))).rejects.toThrow(
    'returns 8 × 8 for an image of 4 × 4',
  );
  await opened.dispose();
});

test('side by side: the first at the size of the second, with the channels of both', async () => {
  const both = await sideBySide(flat(2, 2, [9]), flat(4, 4, [1, 2, 3]));
  expect(both).toMatchObject({ width: 8, height: 4, channels: 3 });
  expect([...both.data.subarray(9, 15)]).toEqual([9, 9, 9, 1, 2, 3]);
  const alpha = await sideBySide(flat(1, 1, [9, 9, 9]), flat(1, 1, [1, 2, 3, 4]));
  expect([...alpha.data]).toEqual([9, 9, 9, 255, 1, 2, 3, 4]);
});

import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { drawn } from './layer-cases.test.support.ts';
import { reflectPad } from './reflect-pad.ts';

tf.enableProdMode();
await tf.setBackend('cpu');

/** The row (or column) of the image that row i of the padded image reflects. */
const source = (i: number, size: number, inner: number) => {
  const at = Math.abs(i - size);
  return at < inner ? at : 2 * (inner - 1) - at;
};

test.each([
  [1, 3, 5],
  [3, 4, 7],
  [2, 3, 3],
])('%i rows of an image of %i × %i: values and gradients', (size, height, width) => {
  const x = drawn([2, height, width, 3], 1);
  const layer = reflectPad('pad', size);
  const y = layer.apply(x) as tf.Tensor4D;
  const dy = drawn(y.shape, 2);
  const from = x.arraySync() as number[][][][];
  const weights = dy.arraySync() as number[][][][];
  const gradient = from.map((image) => image.map((row) => row.map((pixel) => pixel.map(() => 0))));
  for (const [n, image] of y.arraySync().entries()) {
    for (const [i, row] of image.entries()) {
      for (const [k, pixel] of row.entries()) {
        const r = source(i, size, height);
        const c = source(k, size, width);
        expect(pixel).toEqual(from[n]?.[r]?.[c]);
        const at = gradient[n]?.[r]?.[c] as number[];
        for (const channel of pixel.keys()) {
          at[channel] = (at[channel] as number) + (weights[n]?.[i]?.[k]?.[channel] ?? NaN);
        }
      }
    }
  }
  const actual = tf.grad((input) => layer.apply(input) as tf.Tensor)(x, dy);
  const expected = gradient.flat(3);
  for (const [i, value] of actual.dataSync().entries()) {
    expect(value).toBeCloseTo(expected[i] ?? NaN, 5);
  }
});

test('an image that is too small is refused with its size', () => {
  expect(() => reflectPad('pad_1', 3).apply(tf.zeros([1, 3, 8, 1]))).toThrow(
    'pad_1: 3 rows cannot be reflected in an image of 3 × 8; use larger images or fewer layers that halve them',
  );
});

test('declares the shape of its output, unknown sizes included', () => {
  const pad = (shape: tf.Shape) => reflectPad('pad', 3).computeOutputShape(shape);
  expect(pad([null, 8, 9, 4])).toEqual([null, 14, 15, 4]);
  expect(pad([null, null, null, 4])).toEqual([null, null, null, 4]);
});

import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { drawn } from './layer-cases.test.support.ts';
import { selfAttention } from './self-attention.ts';

tf.enableProdMode();
await tf.setBackend('cpu');

type Matrix = number[][];
const product = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) =>
    (b[0] ?? []).map((_, k) => row.reduce((sum, x, i) => sum + x * (b[i]?.[k] ?? NaN), 0)),
  );

function built(channels: number) {
  const layer = selfAttention('attention');
  layer.apply(tf.zeros([1, 2, 2, channels]));
  return layer;
}

test('is x + gate · v(softmax(g fᵀ) h), pixel by pixel in float64', () => {
  const layer = built(16);
  const shapes = [[16, 2], [16, 2], [16, 2], [2, 16], []];
  expect(layer.weights.map(({ shape }) => shape)).toEqual(shapes);
  const weights = shapes.map((shape, i) => drawn(shape, i + 2));
  layer.setWeights(weights);
  const x = drawn([2, 2, 3, 16], 1);
  const [f, g, h, v] = weights.map((weight) => weight.arraySync()) as Matrix[] as [
    Matrix,
    Matrix,
    Matrix,
    Matrix,
  ];
  const gate = weights[4]?.dataSync()[0] as number;
  const expected = (x.reshape([2, 6, 16]).arraySync() as Matrix[]).flatMap((pixels) => {
    const keys = product(pixels, f);
    const queries = product(pixels, g);
    const attention = queries.map((query) => {
      const scores = keys.map((key) =>
        Math.exp(key.reduce((sum, k, i) => sum + k * (query[i] ?? NaN), 0)),
      );
      const total = scores.reduce((a, b) => a + b, 0);
      return scores.map((score) => score / total);
    });
    const out = product(product(attention, product(pixels, h)), v);
    return pixels.flatMap((pixel, i) =>
      pixel.map((value, c) => value + gate * (out[i]?.[c] ?? NaN)),
    );
  });
  for (const [i, value] of (layer.apply(x) as tf.Tensor).dataSync().entries()) {
    expect(value).toBeCloseTo(expected[i] ?? NaN, 5);
  }
});

test('at first it changes nothing; its kernels are named as kernels, its gate is not', () => {
  const layer = built(16);
  const x = drawn([2, 2, 3, 16], 1);
  expect((layer.apply(x) as tf.Tensor).dataSync()).toEqual(x.dataSync());
  expect(layer.weights.map(({ originalName }) => originalName)).toEqual(
    ['f/kernel', 'g/kernel', 'h/kernel', 'v/kernel', 'gate'].map((name) => `attention/${name}`),
  );
});

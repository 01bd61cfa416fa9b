import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { drawn } from './layer-cases.test.support.ts';
import { upsample } from './upsample.ts';

tf.enableProdMode();
await tf.setBackend('cpu');

test('every pixel is repeated in a square, and its gradient is the sum over the square', () => {
  const x = drawn([2, 2, 3, 2], 1);
  const layer = upsample('up', 3);
  const run = (input: tf.Tensor) => layer.apply(input) as tf.Tensor;
  const y = run(x);
  expect(y.shape).toEqual([2, 6, 9, 2]);
  expect(layer.computeOutputShape([null, 2, 3, 2])).toEqual([null, 6, 9, 2]);
  const expected = x.expandDims(2).expandDims(4).tile([1, 1, 3, 1, 3, 1]).reshape(y.shape);
  expect(y.dataSync()).toEqual(expected.dataSync());
  const dy = drawn(y.shape, 2);
  const sums = dy.reshape([2, 2, 3, 3, 3, 2]).sum([2, 4]).dataSync();
  for (const [i, value] of tf.grad(run)(x, dy).dataSync().entries()) {
    expect(value).toBeCloseTo(sums[i] ?? NaN, 5);
  }
});

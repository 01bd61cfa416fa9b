import * as tf from '@tensorflow/tfjs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { registerOnnxBackend } from './register-onnx-backend.ts';

tf.enableProdMode();

beforeAll(() => registerOnnxBackend({ providers: ['cpu'], threads: 1 }));
beforeEach(async () => {
  await tf.setBackend('onnx');
  tf.engine().startScope();
});
afterEach(() => {
  tf.engine().endScope();
  tf.disposeVariables();
});
afterAll(() => tf.removeBackend('onnx'));

const numbers = async (tensor: tf.Tensor) => [...(await tensor.data())];

describe('values', () => {
  test('are computed when one is read', async () => {
    const x = tf.tensor2d([
      [1, -2],
      [3, 4],
    ]);
    const y = x.matMul(x).relu();
    expect(await numbers(y)).toEqual([0, 0, 15, 10]);
  });

  test('that are pending cannot be read at once', async () => {
    const y = tf.tensor1d([1, 2]).mul(3);
    expect(() => y.dataSync()).toThrow(/await data\(\)/);
    await y.data();
    expect([...y.dataSync()]).toEqual([3, 6]);
    expect([...tf.tensor1d([5]).dataSync()]).toEqual([5]);
  });

  test('a reshaped tensor shares its numbers', async () => {
    const x = tf.tensor1d([1, 2, 3, 4]);
    const matrix = x.reshape([2, 2]);
    expect(matrix.arraySync()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    const y = matrix.add(1).reshape([4]).expandDims(0);
    expect(await y.array()).toEqual([[2, 3, 4, 5]]);
    expect(await matrix.add(1).reshape([4]).mul(x).array()).toEqual([2, 6, 12, 20]);
  });

  test('keep the numbers that the array had when it was used', async () => {
    const array = Float32Array.of(1, 2);
    const y = tf.tensor1d(array).add(1);
    array.fill(9);
    expect(await numbers(y)).toEqual([2, 3]);
  });

  test('of other backends come along', async () => {
    await tf.setBackend('cpu');
    const x = tf.tensor1d([1, 2]).add(1);
    await tf.setBackend('onnx');
    const y = x.mul(2);
    expect(await numbers(y)).toEqual([4, 6]);
    await tf.setBackend('cpu');
    expect([...y.sub(1).dataSync()]).toEqual([3, 5]);
  });
});

import * as tf from '@tensorflow/tfjs';
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { registerOnnxBackend } from './register-onnx-backend.ts';

tf.enableProdMode();

const options = { providers: ['cpu'], threads: 1, smallOnHost: false } as const;

beforeAll(() => {
  // A kernel without a lowering.
  tf.registerKernel({
    kernelName: 'Unheard',
    backendName: 'cpu',
    kernelFunc: ({ inputs, backend }) => {
      const { x } = inputs as { readonly x: tf.TensorInfo };
      const cpu = backend as unknown as MathBackendCPU;
      const numbers = Float32Array.from(cpu.readSync(x.dataId) as Float32Array, (n) => n + 10);
      return cpu.makeTensorInfo(x.shape, 'float32', numbers);
    },
  });
  registerOnnxBackend(options);
});
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

  test('that are pending are computed when one is read at once', async () => {
    const y = tf.tensor1d([1, 2]).mul(3);
    expect([...y.dataSync()]).toEqual([3, 6]);
    expect(y.add(1).arraySync()).toEqual([4, 7]);
    expect(await numbers(y)).toEqual([3, 6]);
    expect(y.square().toString()).toContain('[9, 36]');
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

  test('have the numbers that the array had when it was used', async () => {
    const array = Float32Array.of(1, 2);
    const y = tf.tensor1d(array).add(1);
    array.fill(9);
    expect(await numbers(y)).toEqual([2, 3]);
  });

  test('of other backends are moved over', async () => {
    await tf.setBackend('cpu');
    const x = tf.tensor1d([1, 2]).add(1);
    await tf.setBackend('onnx');
    const y = x.mul(2);
    expect(await numbers(y)).toEqual([4, 6]);
    await tf.setBackend('cpu');
    expect([...y.sub(1).dataSync()]).toEqual([3, 5]);
  });
});

describe('kernels', () => {
  test('without an ONNX form are computed by tfjs', async () => {
    const x = tf.scalar(1).add(1);
    const y = tf.engine().runKernel<tf.Tensor>('Unheard', { x });
    expect(await numbers(y.mul(2))).toEqual([24]);
  });

  test('with wrong inputs have the message of tfjs', () => {
    const [wide, tall] = [tf.ones([2, 3]).add(1), tf.ones([4]).add(1)];
    expect(() => wide.matMul(wide)).toThrow(/^Error in matMul: inner shapes \(3\) and \(2\)/);
    expect(() => wide.add(tall)).toThrow('Operands could not be broadcast together');
  });

  test('with results of a size that depends on numbers need those numbers', async () => {
    const known = tf.unique(tf.tensor1d([1, 1, 2]));
    expect(await numbers(known.values)).toEqual([1, 2]);
    const pending = tf.tensor1d([1, 1, 2]).add(1);
    expect(await numbers(tf.unique(pending).values)).toEqual([2, 3]);
  });

  test('an operation that ONNX Runtime refuses affects nothing else', async () => {
    const x = tf.tensor1d([1, 2, 3]);
    const good = x.add(1);
    // A row outside the tensor fails when the graph runs.
    const bad = tf.gather(x, tf.tensor1d([7], 'int32')).mul(good.sum());
    await expect(bad.data()).rejects.toThrow(/ONNX Runtime/);
    expect(() => bad.dataSync()).toThrow(/ONNX Runtime/);
    expect(await numbers(good)).toEqual([2, 3, 4]);
  });
});

describe('memory', () => {
  test('dropped tensors are neither counted nor computed', async () => {
    const before = tf.memory();
    const x = tf.tensor1d([1, 2]);
    const sum = tf.tidy(() => x.mul(2).add(1).sum());
    expect(tf.memory().numTensors).toBe(before.numTensors + 2);
    expect(await numbers(sum)).toEqual([8]);
    tf.dispose([x, sum]);
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
    expect(tf.memory().numBytes).toBe(before.numBytes);
  });
});

describe('gradients', () => {
  test('are those of tfjs', async () => {
    const f = (x: tf.Tensor) => x.square().mul(x).sum<tf.Scalar>();
    expect(await numbers(tf.grad(f)(tf.tensor1d([1, 2, 3])))).toEqual([3, 12, 27]);
  });

  test('a gradient of a gradient too', async () => {
    const f = (x: tf.Tensor) => x.square().mul(x).sum<tf.Scalar>();
    const df = (x: tf.Tensor) => tf.grad(f)(x).sum<tf.Scalar>();
    expect(await numbers(tf.grad(df)(tf.tensor1d([1, 2, 3])))).toEqual([6, 12, 18]);
  });
});

test('it is registered once', () => {
  registerOnnxBackend(options);
  expect(() => registerOnnxBackend()).toThrow(/registered already/);
});

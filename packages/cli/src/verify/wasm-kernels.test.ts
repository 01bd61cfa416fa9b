/** What the wasm backend lacks, refuses or computes wrong, against the cpu backend. */
import '@tensorflow/tfjs-backend-wasm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { tf } from '../tfjs.ts';
import { completeWasmKernels } from './wasm-kernels.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
  completeWasmKernels();
  completeWasmKernels();
});

afterAll(async () => {
  await tf.setBackend('cpu');
});

const programs: Readonly<Record<string, () => tf.Tensor | tf.Tensor[]>> = {
  'fractions as booleans, which wasm computes wrong': () =>
    tf.cast(tf.tensor1d([0.5, 0, -0.25, 256]), 'bool'),
  'products of integers, which wasm refuses': () =>
    tf.matMul(tf.tensor2d([[1, 2]], [1, 2], 'int32'), tf.tensor2d([[3], [4]], [2, 1], 'int32')),
  'different numbers, which wasm lacks': () => Object.values(tf.unique(tf.tensor1d([3, 1, 3, 2]))),
  'lists of inputs': () =>
    tf.concat([tf.tensor2d([[1, 2]]), tf.tensor2d([[3, 4]]), tf.tensor2d([[5, 6]])]),
  'what wasm computes of results of the cpu': () => {
    const { values } = tf.unique(tf.tensor1d([4, 4, 9]));
    return tf.sqrt(tf.cast(values, 'float32'));
  },
};

const counted = (...shape: number[]) =>
  tf.reshape(tf.range(0, tf.util.sizeFromShape(shape)), shape);

/** Whole numbers, so that the order of sums changes nothing. */
const equations: Readonly<Record<string, readonly [number[], number[]]>> = {
  'ij,jk->ik': [
    [2, 3],
    [3, 4],
  ],
  'bhwc,cd->bhwd': [
    [2, 3, 4, 5],
    [5, 6],
  ],
  'bhwgc,wv->bhvgc': [
    [2, 2, 3, 2, 2],
    [3, 4],
  ],
  'bqhd,bkhd->bhqk': [
    [2, 3, 2, 4],
    [2, 5, 2, 4],
  ],
  'i,j->ji': [[3], [4]],
  'ij,ij->': [
    [2, 3],
    [2, 3],
  ],
  'ij,jk->k': [
    [2, 3],
    [3, 4],
  ],
};

const einsums = Object.fromEntries(
  Object.entries(equations).map(([equation, [a, b]]) => [
    equation,
    () => tf.einsum(equation, counted(...a), counted(...b)),
  ]),
);

test.each(Object.entries({ ...programs, ...einsums }))('%s', async (_, program) => {
  const computed = async (backend: string) => {
    await tf.setBackend(backend);
    const results = tf.tidy(program);
    const numbers = [results].flat().map((tensor) => [tensor.dtype, tensor.arraySync()]);
    tf.dispose(results);
    return { numbers, left: tf.memory().numTensors };
  };
  const expected = await computed('cpu');
  expect(await computed('wasm')).toEqual(expected);
});

test('a product of two tensors is no work of the cpu backend', async () => {
  await tf.setBackend('wasm');
  const write = vi.spyOn(tf.engine().findBackend('cpu'), 'write');
  const compute = (equation: string) => tf.tidy(() => void einsums[equation]?.());
  compute('bqhd,bkhd->bhqk');
  expect(write).not.toHaveBeenCalled();
  compute('ij,jk->k');
  expect(write).toHaveBeenCalled();
  write.mockRestore();
});

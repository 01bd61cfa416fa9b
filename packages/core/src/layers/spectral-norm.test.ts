import * as tf from '@tensorflow/tfjs';
import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { afterEach, expect, test } from 'vitest';
import { conv, convTranspose, dense } from './common.ts';
import { drawn } from './layer-cases.test.support.ts';

tf.enableProdMode();
await tf.setBackend('cpu');
afterEach(() => tf.disposeVariables());

const options = { kernel: 3, stride: 2, spectral: true } as const;

/** Each layer, its tfjs original, and its kernel as [everything else, out]. */
const cases = {
  dense: {
    layer: () => dense('d', 6, { spectral: true }),
    plain: () => dense('p', 6),
    x: drawn([3, 7], 1),
    matrix: (kernel: tf.Tensor) => kernel.reshape([-1, 6]),
  },
  conv: {
    layer: () => conv('c', 6, options),
    plain: () => conv('p', 6, { ...options, spectral: false }),
    x: drawn([2, 5, 6, 4], 1),
    matrix: (kernel: tf.Tensor) => kernel.reshape([-1, 6]),
  },
  'conv, valid': {
    layer: () => conv('c', 6, { ...options, padding: 'valid' }),
    plain: () => conv('p', 6, { ...options, padding: 'valid', spectral: false }),
    x: drawn([2, 7, 6, 4], 1),
    matrix: (kernel: tf.Tensor) => kernel.reshape([-1, 6]),
  },
  convTranspose: {
    layer: () => convTranspose('t', 6, options),
    plain: () => convTranspose('p', 6, { ...options, spectral: false }),
    x: drawn([2, 4, 3, 4], 1),
    matrix: (kernel: tf.Tensor) => kernel.transpose([0, 1, 3, 2]).reshape([-1, 6]),
  },
  'convTranspose, valid': {
    layer: () => convTranspose('t', 6, { ...options, padding: 'valid' }),
    plain: () => convTranspose('p', 6, { ...options, padding: 'valid', spectral: false }),
    x: drawn([2, 4, 3, 4], 1),
    matrix: (kernel: tf.Tensor) => kernel.transpose([0, 1, 3, 2]).reshape([-1, 6]),
  },
};

test.each(Object.entries(cases))(
  '%s: the weight is divided by its largest singular value, once u has converged',
  (_, { layer: make, plain: makePlain, x, matrix }) => {
    const layer = make();
    const plain = makePlain();
    const run = (training: boolean) => layer.apply(x, { training }) as tf.Tensor;
    run(false);
    plain.apply(x);
    const [, , u] = layer.getWeights() as [tf.Tensor, tf.Tensor, tf.Tensor];
    const kernel = drawn(layer.weights[0]?.shape as number[], 2);
    const bias = drawn([6], 3);
    layer.setWeights([kernel, bias, u]);
    for (let i = 0; i < 300; i++) tf.tidy(() => run(true));
    const rows = matrix(kernel).arraySync() as number[][];
    const [sigma = NaN] = new SingularValueDecomposition(new Matrix(rows)).diagonal;
    plain.setWeights([kernel.div(sigma), bias]);
    const expected = (plain.apply(x) as tf.Tensor).dataSync();
    for (const training of [false, true]) {
      const y = run(training);
      expect(y.shape).toEqual((plain.apply(x) as tf.Tensor).shape);
      expect(layer.computeOutputShape(x.shape)).toEqual(y.shape);
      for (const [i, value] of y.dataSync().entries()) {
        expect(value).toBeCloseTo(expected[i] ?? NaN, 4);
      }
    }
  },
);

test('a call in training makes one power iteration, a call in inference none', () => {
  const layer = dense('d', 3, { spectral: true });
  const x = drawn([2, 4], 1);
  layer.apply(x);
  const kernel = drawn([4, 3], 2);
  const start = tf.tensor2d([[1], [0], [0]]);
  layer.setWeights([kernel, tf.zeros([3]), start]);
  const u = () => [...(layer.weights[2]?.read().dataSync() ?? [])];
  layer.apply(x);
  expect(u()).toEqual([1, 0, 0]);
  layer.apply(x, { training: true });
  const v = kernel.matMul(start);
  const next = kernel.matMul(v.div(v.norm()), true);
  for (const [i, value] of next.div(next.norm()).dataSync().entries()) {
    expect(u()[i]).toBeCloseTo(value, 5);
  }
  expect(layer.trainableWeights.map(({ originalName }) => originalName)).toEqual([
    'd/kernel',
    'd/bias',
  ]);
});

test('an activation in the layer is refused', () => {
  expect(() => conv('c', 3, { ...options, activation: 'tanh' })).toThrow(
    /^c: a layer with spectral norm has no activation of its own/,
  );
});

test('a weight of zeros gives zeros, and u keeps its length', () => {
  const layer = dense('d', 3, { spectral: true });
  for (const training of [false, true]) {
    const y = layer.apply(tf.ones([2, 4]), { training }) as tf.Tensor;
    expect([...y.dataSync()]).toEqual([0, 0, 0, 0, 0, 0]);
  }
  expect(layer.weights[2]?.read().norm().dataSync()[0]).toBeCloseTo(1, 5);
});

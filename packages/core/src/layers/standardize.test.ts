import * as tf from '@tensorflow/tfjs';
import { exportStep } from '@ganport/export';
import { expect, test } from 'vitest';
import { instanceNorm } from './instance-norm.ts';
import { drawn } from './layer-cases.test.support.ts';
import { layerNorm } from './layer-norm.ts';
import { standardize } from './standardize.ts';

tf.enableProdMode();
await tf.setBackend('cpu');

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** Standardizes the elements that share a key, in float64. */
function standardized(values: number[], keyOf: (at: number) => number, epsilon: number): number[] {
  const groups = new Map<number, number[]>();
  for (const at of values.keys()) {
    groups.set(keyOf(at), [...(groups.get(keyOf(at)) ?? []), at]);
  }
  const result = Array<number>(values.length);
  for (const places of groups.values()) {
    const group = places.map((at) => values[at] as number);
    const center = mean(group);
    const deviation = Math.sqrt(mean(group.map((x) => (x - center) ** 2)) + epsilon);
    for (const at of places) result[at] = ((values[at] as number) - center) / deviation;
  }
  return result;
}

function expectClose(actual: tf.Tensor, expected: readonly number[]): void {
  const values = actual.dataSync();
  expect(values.length).toBe(expected.length);
  for (const [i, value] of values.entries()) expect(value).toBeCloseTo(expected[i] ?? NaN, 5);
}

const x = drawn([2, 3, 4, 5], 1).mul(3).add(0.7);
const values = [...x.dataSync()];

test('instance norm: each channel of each image gets mean 0 and variance 1', () => {
  const layer = instanceNorm('norm');
  const expected = standardized(values, (at) => Math.floor(at / 60) * 5 + (at % 5), 1e-5);
  expectClose(layer.apply(x) as tf.Tensor, expected);
  expect(layer.weights).toEqual([]);
});

test('with affine, each channel has a scale and an offset', () => {
  const layer = instanceNorm('norm', { affine: true });
  layer.apply(x);
  layer.setWeights([tf.tensor1d([1, 2, 3, 4, 5]), tf.tensor1d([0, 0.1, 0.2, 0.3, 0.4])]);
  const plain = standardized(values, (at) => Math.floor(at / 60) * 5 + (at % 5), 1e-5);
  const expected = plain.map((value, at) => value * ((at % 5) + 1) + (at % 5) / 10);
  expectClose(layer.apply(x) as tf.Tensor, expected);
});

test('layer norm: each sample is normalized over all of its elements, each channel has a scale', () => {
  const layer = layerNorm('norm');
  layer.apply(x);
  expect(layer.weights.map(({ shape }) => shape)).toEqual([[5], [5]]);
  expectClose(
    layer.apply(x) as tf.Tensor,
    standardized(values, (at) => Math.floor(at / 60), 1e-5),
  );
});

test("its gradient is that of tfjs's automatic differentiation", () => {
  const dy = drawn(x.shape, 2);
  const plain = (input: tf.Tensor) => {
    const { mean: center, variance } = tf.moments(input, [1, 2], true);
    return input.sub(center).div(variance.add(1e-3).sqrt());
  };
  const expected = tf.grad(plain)(x, dy);
  const actual = tf.grad((input) => standardize(input, [1, 2], 1e-3))(x, dy);
  expectClose(actual, [...expected.dataSync()]);
});

test('traced, its gradient shares the repeated nodes with the forward pass', async () => {
  const { model } = await exportStep(
    ({ input, dy }) => {
      const f = (y: tf.Tensor) => standardize(y, [1, 2], 1e-5);
      return { y: f(input as tf.Tensor), dx: tf.grad(f)(input as tf.Tensor, dy) };
    },
    { inputs: { input: { shape: x.shape }, dy: { shape: x.shape } }, variables: [] },
  );
  const ops = model.graph.nodes.map(({ op }) => op).toSorted();
  const forward = ['ReduceMean', 'Sub', 'Mul', 'ReduceMean', 'Add', 'Sqrt', 'Div'];
  const backward = ['Mul', 'ReduceMean', 'Mul', 'ReduceMean', 'Sub', 'Sub', 'Div'];
  expect(ops).toEqual([...forward, ...backward].toSorted());
});

test('an image of one color becomes 0, and its gradient is finite', () => {
  const gray = tf.ones([1, 4, 4, 2]).mul(0.3);
  expectClose(standardize(gray, [1, 2], 1e-5), Array<number>(32).fill(0));
  const gradient = tf.grad((input) => standardize(input, [1, 2], 1e-5).square().sum())(gray);
  expectClose(gradient, Array<number>(32).fill(0));
});

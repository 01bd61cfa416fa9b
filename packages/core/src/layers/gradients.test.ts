import * as tf from '@tensorflow/tfjs';
import { at } from '@ganport/graph/ops';
import { expect, test } from 'vitest';
import { detached } from './gradients.ts';

tf.enableProdMode();
await tf.setBackend('cpu');

const points = [-2, -0.7, -0.1, 0.2, 0.9, 1.6];
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** First and second derivatives in closed form. */
const activations: Record<
  string,
  { run: (x: tf.Tensor) => tf.Tensor; first: (x: number) => number; second: (x: number) => number }
> = {
  tanh: {
    run: tf.tanh,
    first: (x) => 1 - Math.tanh(x) ** 2,
    second: (x) => -2 * Math.tanh(x) * (1 - Math.tanh(x) ** 2),
  },
  sigmoid: {
    run: tf.sigmoid,
    first: (x) => sigmoid(x) * (1 - sigmoid(x)),
    second: (x) => sigmoid(x) * (1 - sigmoid(x)) * (1 - 2 * sigmoid(x)),
  },
  exp: { run: tf.exp, first: Math.exp, second: Math.exp },
  'square of abs and x': {
    run: (x) => tf.abs(x).add(x.mul(2)).square(),
    first: (x) => 2 * (Math.abs(x) + 2 * x) * (Math.sign(x) + 2),
    second: (x) => 2 * (Math.sign(x) + 2) ** 2,
  },
  'square of relu': {
    run: (x) => tf.relu(x).square(),
    first: (x) => Math.max(0, 2 * x),
    second: (x) => (x > 0 ? 2 : 0),
  },
  'square of leakyRelu': {
    run: (x) => tf.leakyRelu(x, 0.2).square(),
    first: (x) => 2 * x * (x > 0 ? 1 : 0.04),
    second: (x) => (x > 0 ? 2 : 0.08),
  },
  'softmax of x and 0': {
    run: (x) => tf.softmax(tf.stack([x, x.zerosLike()], 1)).slice([0, 0], [-1, 1]),
    first: (x) => sigmoid(x) * (1 - sigmoid(x)),
    second: (x) => sigmoid(x) * (1 - sigmoid(x)) * (1 - 2 * sigmoid(x)),
  },
};

test.each(Object.entries(activations))(
  '%s has the right first and second derivatives',
  (_, { run, first, second }) => {
    const x = tf.tensor1d(points);
    const slope = tf.grad((input) => run(input).sum());
    const curvature = tf.grad((input) => slope(input).sum());
    for (const [i, value] of slope(x).dataSync().entries()) {
      expect(value).toBeCloseTo(first(at(points, i)), 5);
    }
    for (const [i, value] of curvature(x).dataSync().entries()) {
      expect(value).toBeCloseTo(second(at(points, i)), 5);
    }
  },
);

test('the slope of abs is 0 at 0', () => {
  const x = tf.tensor1d([-3, 0, 3]);
  expect([
    ...tf
      .grad((input) => tf.abs(input).sum())(x)
      .dataSync(),
  ]).toEqual([-1, 0, 1]);
});

test('a detached tensor has its value and no gradient', () => {
  const f = (x: tf.Tensor) => x.mul(detached(() => x.square())).sum();
  const x = tf.tensor1d([2, 3]);
  expect([...f(x).dataSync()]).toEqual([35]);
  expect([...tf.grad(f)(x).dataSync()]).toEqual([4, 9]);
});

import * as tf from '@tensorflow/tfjs';
import { at } from '@ganport/graph/ops';
import { afterEach, expect, test } from 'vitest';
import { adam, createAdam, type AdamSettings } from './adam.ts';

tf.enableProdMode();
await tf.setBackend('cpu');
afterEach(() => tf.disposeVariables());

const start = [1, -2, 0.5, 3];

/** The weights after each step. */
function descend(settings: AdamSettings, gradients: readonly number[][]): number[][] {
  const weight = tf.variable(tf.tensor1d(start));
  const { apply } = createAdam(settings, new Map([['w', weight]]));
  return gradients.map((gradient) => {
    apply({ [weight.name]: tf.tensor1d(gradient) });
    return [...weight.dataSync()];
  });
}

const largestError = (actual: readonly number[][], expected: readonly number[][]) =>
  Math.max(
    ...actual.flatMap((row, i) => row.map((x, k) => Math.abs(x - (expected[i]?.[k] ?? NaN)))),
  );

test('takes the steps of PyTorch, with a large epsilon too', () => {
  const gradients = [
    [0.1, -0.2, 1e-4, 4],
    [-0.3, 0.2, 2e-4, 4],
    [0.05, 0, -1e-4, -1],
  ];
  // torch 2.15: w = torch.tensor([1, -2, 0.5, 3], dtype=torch.float64, requires_grad=True), then for
  // each of the gradients w.grad = …, Adam([w], lr=0.1, betas=(0.5, 0.999), eps=1e-3).step().
  const golden = [
    [0.900990099, -1.900497512, 0.490909091, 2.900024994],
    [0.975179071, -1.933665008, 0.47651817, 2.800049988],
    [0.998240944, -1.951059198, 0.475266598, 2.7655941],
  ];
  const settings = adam(0.1, { beta1: 0.5, epsilon: 1e-3 });
  expect(largestError(descend(settings, gradients), golden)).toBeLessThan(1e-6);
});

test('takes the steps of tfjs over a hundred gradients', () => {
  const gradients = Array.from({ length: 100 }, (_step, t) =>
    start.map((_, k) => Math.sin(3 * t + k) * 10 ** (k - 2)),
  );
  const weight = tf.variable(tf.tensor1d(start));
  const theirs = tf.train.adam(0.01, 0.9, 0.999, 1e-7);
  const expected = gradients.map((gradient) => {
    theirs.applyGradients([{ name: weight.name, tensor: tf.tensor1d(gradient) }]);
    return [...weight.dataSync()];
  });
  // Both round to float32 a hundred times, at weights of up to 3.
  const actual = descend(adam(0.01, { epsilon: 1e-7 }), gradients);
  expect(largestError(actual, expected)).toBeLessThan(3e-5);
});

test('its variables are its whole state: another optimizer with this state takes the same steps', () => {
  const make = () => {
    const weight = tf.variable(tf.tensor1d(start));
    return { weight, optimizer: createAdam(adam(0.1), new Map([['w', weight]])) };
  };
  const step = ({ weight, optimizer }: ReturnType<typeof make>, gradient: number[]) =>
    optimizer.apply({ [weight.name]: tf.tensor1d(gradient) });
  const first = make();
  step(first, [1, 2, 3, 4]);
  const second = make();
  second.weight.assign(first.weight);
  for (const [name, variable] of second.optimizer.variables) {
    variable.assign(first.optimizer.variables.get(name) as tf.Variable);
  }
  expect([...second.optimizer.variables.keys()]).toEqual([
    'learningRate',
    'sum1',
    'sum2',
    'moment1/w',
    'moment2/w',
  ]);
  step(first, [-1, 0, 1, 2]);
  step(second, [-1, 0, 1, 2]);
  expect(second.weight.dataSync()).toEqual(first.weight.dataSync());
});

test('the learning rate may be written between steps', () => {
  const weight = tf.variable(tf.tensor1d(start));
  const { apply, variables } = createAdam(adam(0.1), new Map([['w', weight]]));
  variables.get('learningRate')?.assign(tf.scalar(0));
  apply({ [weight.name]: tf.tensor1d([1, 1, 1, 1]) });
  expect([...weight.dataSync()]).toEqual(start);
});

test('returns the norm of all gradients together', () => {
  const a: tf.Variable = tf.variable(tf.tensor1d([1, 2]));
  const b: tf.Variable = tf.variable(tf.scalar(3));
  const weights = new Map([
    ['a', a],
    ['b', b],
  ]);
  const { apply } = createAdam(adam(0.1), weights);
  const length = apply({ [a.name]: tf.tensor1d([2, -3]), [b.name]: tf.scalar(6) });
  expect(length.dataSync()[0]).toBe(7);
});

test('a learning rate that decays is constant first, then falls linearly to 0', () => {
  const weight = tf.variable(tf.tensor1d([0]));
  const settings = adam(0.1, { beta1: 0, beta2: 0, epsilon: 0, decay: { from: 2, until: 6 } });
  const { apply } = createAdam(settings, new Map([['w', weight]]));
  // With these betas the length of a step is the learning rate.
  const steps = Array.from({ length: 8 }, () => {
    const before = at(weight.dataSync(), 0);
    apply({ [weight.name]: tf.tensor1d([5]) });
    return before - at(weight.dataSync(), 0);
  });
  const expected = [0.1, 0.1, 0.1, 0.075, 0.05, 0.025, 0, 0];
  steps.forEach((step, i) => expect(step).toBeCloseTo(at(expected, i), 6));
});

test('a step leaves no tensors behind', () => {
  const weight = tf.variable(tf.tensor1d(start));
  const { apply } = createAdam(adam(0.1), new Map([['w', weight]]));
  const gradients = { [weight.name]: tf.tensor1d([1, 1, 1, 1]) };
  const before = tf.memory().numTensors;
  apply(gradients).dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('a weight without a gradient is named', () => {
  const weight = tf.variable(tf.tensor1d(start));
  const { apply } = createAdam(adam(0.1), new Map([['dense/kernel', weight]]));
  expect(() => apply({})).toThrow(/no gradient for dense\/kernel/);
});

test('the decay of weights is a part of the gradient', () => {
  const [decay, rate] = [0.25, 0.1];
  const gradients = [[0.1, -0.2, 1e-4, 4]];
  const decayed = gradients.map((row) => row.map((g, k) => g + decay * (start[k] ?? NaN)));
  const actual = descend(adam(rate, { weightDecay: decay }), gradients);
  expect(largestError(actual, descend(adam(rate), decayed))).toBeLessThan(1e-6);
});

/** CTGAN's networks and loss against the paper, and its Gumbel softmax against the distribution. */
import * as tf from '@tensorflow/tfjs';
import { afterAll, expect, test } from 'vitest';
import { createGan } from '../gan/gan.ts';
import { createPlan } from '../gan/plan.ts';
import { groupLogits, gumbelSoftmax } from '../layers/index.ts';
import { applyNetwork, type Network } from '../models/network.ts';
import { smallTable } from '../tables/small-table.test.support.ts';

tf.enableProdMode();
await tf.setBackend('cpu');
afterAll(() => tf.disposeVariables());

const plan = (more: object = {}) =>
  createPlan({ variant: 'ctgan', sample: [6], table: smallTable, ...more });
const build = (more: object = {}) =>
  createGan(plan(more)).networks as Record<'generator' | 'discriminator', Network>;
const kernels = ({ weights }: Network) =>
  Object.fromEntries(
    [...weights]
      .filter(([name]) => name.endsWith('kernel'))
      .map(([name, { shape }]) => [name, shape]),
  );

test('the settings are those of the paper', () => {
  expect(plan().config).toMatchObject({
    batchSize: 500,
    pac: 10,
    latent: 128,
    regularizer: 'gp',
    regularizerWeight: 10,
    discriminatorSteps: 1,
    generatorLearningRate: 2e-4,
    discriminatorLearningRate: 2e-4,
    beta1: 0.5,
    beta2: 0.9,
    generatorWeightDecay: 1e-6,
  });
  expect(() => createGan(createPlan({ variant: 'ctgan', sample: [6] }))).toThrow(
    'table: the plan has no columns',
  );
});

test('sizes: residual layers that grow, packs of ten rows with their classes', () => {
  const { generator, discriminator } = build();
  // Noise and 3 classes; each layer adds 256 units to its input.
  expect(kernels(generator)).toEqual({
    'dense_1/kernel': [131, 256],
    'dense_2/kernel': [387, 256],
    'logits/kernel': [643, 5],
    'numbers/kernel': [643, 1],
  });
  expect(kernels(discriminator)).toEqual({
    'dense_1/kernel': [10 * (6 + 3), 256],
    'dense_2/kernel': [256, 256],
    'logit/kernel': [256, 1],
  });
  // Two normal numbers for each of five choices.
  expect(generator.model.inputs.map(({ shape }) => shape)).toEqual([[null, 138], [null]]);
});

test('tables of numbers alone and of categories alone have networks', () => {
  const [size, , letter] = smallTable;
  const names = ({ model }: Network) => [model.inputNames, model.outputNames];
  const numbers = build({ table: [size], sample: [3] });
  expect(names(numbers.generator)).toEqual([['noise'], ['rows']]);
  expect(names(numbers.discriminator)).toEqual([['rows'], ['logit']]);
  const categories = build({ table: [letter], sample: [3] });
  expect(names(categories.generator)).toEqual([
    ['noise', 'label'],
    ['rows', 'class'],
  ]);
  const made = applyNetwork(
    categories.generator,
    {
      noise: tf.randomNormal([4, 134], 0, 1, 'float32', 3),
      label: tf.tensor1d([0, 1, 2, 0], 'int32'),
    },
    true,
  );
  for (const sum of (made['rows'] as tf.Tensor).sum(1).dataSync()) expect(sum).toBeCloseTo(1, 5);
});

test('the choices of a Gumbel softmax are as frequent as the softmax of the logits says', () => {
  const count = 5000;
  const logits = tf.tile(tf.tensor2d([[1, 0, -1, 2, 0]]), [count, 1]);
  const normals = tf.randomNormal([count, 10], 0, 1, 'float32', 7);
  const layer = gumbelSoftmax('choices', [3, 2], 0.2);
  const chosen = layer.apply([logits, normals]) as tf.Tensor2D;
  const shares = tf.split(chosen, [3, 2], 1).flatMap((group) => {
    const size = group.shape[1] ?? 0;
    return [...tf.oneHot(group.argMax<tf.Tensor1D>(1), size).toFloat().mean(0).dataSync()];
  });
  const expected = [
    [1, 0, -1],
    [2, 0],
  ].flatMap((group) => [...tf.softmax(group).dataSync()]);
  // Five standard errors are 0.036.
  for (const [i, share] of shares.entries()) {
    expect(Math.abs(share - (expected[i] ?? NaN))).toBeLessThan(0.036);
  }
  // Near one-hot, at temperature 0.2.
  expect(chosen.max(1).mean().dataSync()[0]).toBeGreaterThan(0.7);
  expect(() =>
    gumbelSoftmax('choices', [3], 0.2).apply([tf.input({ shape: [5] }), tf.input({ shape: [10] })]),
  ).toThrow(
    'choices: groups of 3 choices need as many logits and twice as many normal numbers (got 5 and 10)',
  );
});

test('the cross-entropy of group logits is over the group of the chosen one', () => {
  const logits = tf.tensor2d([
    [1, 2, 3, 4, 5],
    [1, 2, 3, 4, 5],
  ]);
  const chosen = tf.oneHot(tf.tensor1d([1, 4], 'int32'), 5).toFloat();
  const own = groupLogits('class', [3, 2]).apply([logits, chosen]) as tf.Tensor2D;
  const crossEntropy = own.logSumExp(1).sub(own.mul(chosen).sum(1)).dataSync();
  const log = (...values: number[]) => Math.log(values.reduce((sum, v) => sum + Math.exp(v), 0));
  expect(crossEntropy[0]).toBeCloseTo(log(1, 2, 3) - 2, 5);
  expect(crossEntropy[1]).toBeCloseTo(log(4, 5) - 5, 5);
});

test('the choices of one group have a gradient', () => {
  const layer = gumbelSoftmax('choice', [3], 0.2);
  const normals = tf.ones([1, 6]);
  const slope = tf.grad((x) => (layer.apply([x, normals]) as tf.Tensor).square().sum());
  const [first = 0, second = 0, third = 0] = slope(tf.tensor2d([[0.1, 0.2, 0.1]])).dataSync();
  expect(first).toBeLessThan(0);
  expect(second).toBeGreaterThan(0);
  expect(first + second + third).toBeCloseTo(0, 6);
});

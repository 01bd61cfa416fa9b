/** LAGAN's networks against the paper, and what it refuses. */
import * as tf from '@tensorflow/tfjs';
import { afterAll, expect, test } from 'vitest';
import { createGan } from '../gan/gan.ts';
import { createPlan } from '../gan/plan.ts';
import { applyNetwork, type Network } from '../models/network.ts';

tf.enableProdMode();
await tf.setBackend('cpu');
afterAll(() => tf.disposeVariables());

const classNames = ['QCD', 'W'];
const build = (sample: number[], more: object = {}) =>
  createGan(createPlan({ variant: 'lagan', sample, classNames, ...more })).networks as Record<
    'generator' | 'discriminator',
    Network
  >;
const shapesOf = ({ weights }: Network, kinds: RegExp) =>
  Object.fromEntries(
    [...weights].filter(([name]) => kinds.test(name)).map(([name, { shape }]) => [name, shape]),
  );

test('the settings are those of the paper', () => {
  expect(createPlan({ variant: 'lagan' }).config).toMatchObject({
    data: 'jets',
    latent: 200,
    batchSize: 100,
    loss: 'non-saturating',
    generatorLearningRate: 2e-4,
    discriminatorLearningRate: 2e-4,
    beta1: 0.5,
  });
});

test('25 × 25 pixels: sizes and weights of the layers', () => {
  const { generator, discriminator } = build([25, 25, 1]);
  expect(shapesOf(generator, /kernels?$/)).toEqual({
    'embedding/kernel': [2, 200],
    'project/kernel': [200, 7 * 7 * 128],
    'conv_1/kernel': [5, 5, 128, 64],
    'local_2/kernels': [14 * 14, 5 * 5 * 64, 6],
    'local_3/kernels': [26 * 26, 3 * 3 * 6, 6],
    'local_4/kernels': [25 * 25, 2 * 2 * 6, 1],
  });
  expect(shapesOf(discriminator, /kernels?$/)).toEqual({
    'conv_1/kernel': [5, 5, 1, 32],
    'local_2/kernels': [12 * 12, 5 * 5 * 32, 8],
    'local_3/kernels': [10 * 10, 5 * 5 * 8, 8],
    'local_4/kernels': [10 * 10, 3 * 3 * 8, 8],
    'closeness/kernel': [5 * 5 * 8, 200],
    'logit/kernel': [220, 1],
    'class/kernel': [220, 2],
  });
});

test('pixels are at least 0, many are exactly 0, and the class changes them', () => {
  const { generator } = build([9, 13, 1], { width: 1 / 8 });
  const noise = tf.randomNormal([16, 200], 0, 1, 'float32', 1);
  const jets = (label: number) =>
    applyNetwork(generator, { noise, label: tf.ones([16], 'int32').mul(label) }, true)[
      'jet'
    ] as tf.Tensor;
  const values = jets(0).dataSync();
  expect(jets(0).shape).toEqual([16, 9, 13, 1]);
  expect(values.every((value) => value >= 0)).toBe(true);
  const empty = values.filter((value) => value === 0).length / values.length;
  expect(empty).toBeGreaterThan(0.2);
  expect(empty).toBeLessThan(0.8);
  expect(jets(1).sub(jets(0)).abs().max().dataSync()[0]).toBeGreaterThan(0.01);
});

test('sides that no such network makes, and shapes of other kinds, are refused', () => {
  const lagan = 'lagan: makes jets whose sides are 9, 13, 17, 21, 25 or another 4 more; these are';
  expect(() => build([24, 25, 1])).toThrow(`${lagan} 24 × 25 pixels; bin them again`);
  expect(() => build([5, 5, 1])).toThrow(`${lagan} 5 × 5 pixels`);
  expect(() => build([25, 25, 3])).toThrow(
    'sample: must be rows, columns and one channel (got 25 × 25 × 3)',
  );
  expect(() => build([25, 25])).toThrow('sample: must be rows, columns and one channel');
});

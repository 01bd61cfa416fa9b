/** The networks of volumes: their sizes, their energies, and what they refuse. */
import * as tf from '@tensorflow/tfjs';
import { afterAll, expect, test } from 'vitest';
import { createGan } from '../gan/gan.ts';
import { createPlan } from '../gan/plan.ts';
import { applyNetwork, type Network } from '../models/network.ts';

tf.enableProdMode();
await tf.setBackend('cpu');
afterAll(() => tf.disposeVariables());

const build = (sample: number[], more: object = {}) =>
  createGan(createPlan({ variant: 'voxelgan', sample, ...more })).networks as Record<
    'generator' | 'discriminator',
    Network
  >;
const kernelsOf = ({ weights }: Network) =>
  Object.fromEntries(
    [...weights]
      .filter(([name]) => name.endsWith('/kernel'))
      .map(([name, { shape }]) => [name, shape]),
  );

test.each([
  [16, 5, 5],
  [25, 7, 4],
])('%i³ cells: a dense layer of %i³, and a window of %i³ at the end', (side, start, window) => {
  const { generator, discriminator } = build([side, side, side, 1], { width: 1 / 8 });
  const quarter = Math.ceil(side / 4) ** 3;
  expect(generator.model.outputs[0]?.shape).toEqual([null, side, side, side, 1]);
  expect(kernelsOf(generator)).toEqual({
    'project/kernel': [201, start ** 3 * 2],
    'conv_1/kernel': [3, 3, 3, 2, 8],
    'conv_2/kernel': [3, 3, 3, 8, 2],
    'conv_3/kernel': [3, 3, 3, 2, 1],
    'conv_4/kernel': [window, window, window, 1, 1],
  });
  expect(kernelsOf(discriminator)).toEqual({
    'conv_1/kernel': [5, 5, 5, 1, 2],
    'conv_2/kernel': [5, 5, 5, 2, 2],
    'conv_3/kernel': [3, 3, 3, 2, 4],
    'conv_4/kernel': [3, 3, 3, 4, 4],
    'logit/kernel': [4 * quarter, 1],
    'share/kernel': [4 * quarter, 1],
  });
});

const calibrated = {
  condition: { name: 'energy', unit: 'GeV', quantiles: [10, 50] },
  calibration: { cell: 3, response: 0.5 },
  width: 1 / 4,
  latent: 16,
};

test('cells are at least 0, in the unit of the data, and grow with the energy', () => {
  const { generator } = build([4, 6, 5, 1], calibrated);
  const noise = tf.randomNormal([16, 16], 0, 1, 'float32', 1);
  const volumes = (energy: number) =>
    applyNetwork(generator, { noise, condition: tf.ones([16, 1]).mul(energy) }, false)[
      'volume'
    ] as tf.Tensor;
  const values = volumes(50).dataSync();
  expect(volumes(50).shape).toEqual([16, 4, 6, 5, 1]);
  expect(values.every((value) => value >= 0)).toBe(true);
  expect(values.filter((value) => value === 0).length / values.length).toBeGreaterThan(0.1);
  // Without biases that are not 0, everything is proportional to the energy.
  expect(volumes(10).sub(volumes(50).div(5)).abs().max().dataSync()[0]).toBeLessThan(1e-4);
  const unscaled = build([4, 6, 5, 1], { ...calibrated, calibration: { cell: 1, response: 1 } });
  const inCells = applyNetwork(
    unscaled.generator,
    { noise, condition: tf.ones([16, 1]).mul(50) },
    false,
  )['volume'] as tf.Tensor;
  expect(volumes(50).sub(inCells.mul(3)).abs().max().dataSync()[0]).toBeLessThan(1e-4);
});

test('the output total is the sum of the cells over the response', () => {
  const { discriminator } = build([4, 4, 4, 1], calibrated);
  const volume = tf.randomUniform([3, 4, 4, 4, 1], 0, 1, 'float32', 1);
  const { total } = applyNetwork(discriminator, { volume }, false);
  const sums = volume.sum([1, 2, 3, 4]).div(0.5).dataSync();
  for (const [i, sum] of [...(total as tf.Tensor).dataSync()].entries()) {
    expect(sum).toBeCloseTo(sums[i] ?? NaN, 4);
  }
});

test('sides below four cells, and shapes of other kinds, are refused', () => {
  expect(() => build([16, 3, 16, 1])).toThrow(
    'voxelgan: makes volumes whose sides are at least 4; these are 16 × 3 × 16 cells; bin them again',
  );
  expect(() => build([16, 16, 1])).toThrow('sample: must be rows, columns, layers and one channel');
  expect(() => build([65, 64, 64, 1])).toThrow('has more than 262144 cells');
});

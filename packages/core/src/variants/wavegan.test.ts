/** WaveGAN's networks against the tables of the paper, and what it refuses. */
import * as tf from '@tensorflow/tfjs';
import { afterAll, expect, test } from 'vitest';
import { createGan } from '../gan/gan.ts';
import { createPlan } from '../gan/plan.ts';
import { applyNetwork, type Network } from '../models/network.ts';
import { withDraws } from '../random/ambient.ts';

await tf.setBackend('cpu');
afterAll(() => tf.disposeVariables());

const build = (length: number, more: object = {}) =>
  createGan(createPlan({ variant: 'wavegan', sample: [length, 1], width: 1 / 64, ...more }));

const shapes = ({ weights }: Network) =>
  Object.fromEntries([...weights].map(([name, { shape }]) => [name, shape]));

test('the settings are those of the paper', () => {
  const { config } = createPlan({ variant: 'wavegan' });
  expect(config).toMatchObject({
    latent: 100,
    batchSize: 64,
    length: 16_384,
    phaseShuffle: 2,
    loss: 'wgan-gp',
    regularizer: 'gp',
    regularizerWeight: 10,
    discriminatorSteps: 5,
    generatorLearningRate: 1e-4,
    discriminatorLearningRate: 1e-4,
    beta1: 0.5,
    beta2: 0.9,
  });
});

test('16,384 samples have the layers of tables 3 and 4, at a width of 1 / 16', () => {
  const { generator, discriminator } = build(16_384, { width: 1 / 16 }).networks;
  expect(shapes(generator as Network)).toEqual({
    'project/kernel': [100, (16 * 1024) / 16],
    'project/bias': [(16 * 1024) / 16],
    ...Object.fromEntries(
      [32, 16, 8, 4, 1].flatMap((filters, i) => [
        [`up_${i + 1}/kernel`, [1, 25, filters, 64 >> i]],
        [`up_${i + 1}/bias`, [filters]],
      ]),
    ),
  });
  expect(shapes(discriminator as Network)).toEqual({
    ...Object.fromEntries(
      [4, 8, 16, 32, 64].flatMap((filters, i) => [
        [`down_${i + 1}/kernel`, [1, 25, i === 0 ? 1 : filters / 2, filters]],
        [`down_${i + 1}/bias`, [filters]],
      ]),
    ),
    'logit/kernel': [16 * 64, 1],
    'logit/bias': [1],
  });
});

test.each([
  [8192, 5, 8],
  [32_768, 6, 8],
  [65_536, 6, 16],
  [20_480, 5, 20],
])('%i samples have %i layers and begin at %i', (length, layers, start) => {
  const { generator } = build(length).networks;
  const { model } = generator as Network;
  expect(model.layers.filter(({ name }) => /^up_\d+$/.test(name))).toHaveLength(layers);
  expect(model.getLayer('reshape').outputShape).toEqual([null, 1, start, 2 ** (layers - 1)]);
  expect(model.outputs[0]?.shape).toEqual([null, length, 1]);
});

test('upsampling, the filter after the generator and packs', () => {
  const options = { upsampling: 'nearest', postFilter: 9, pac: 2, phaseShuffle: 0 };
  const { generator, discriminator } = build(128, options).networks;
  expect(shapes(generator as Network)['filter/kernel']).toEqual([1, 9, 1, 1]);
  expect((discriminator as Network).model.inputs[0]?.shape).toEqual([null, 128, 2]);
  const noise = tf.randomUniform([3, 100], -1, 1);
  expect(applyNetwork(generator as Network, { noise }, true)['audio']?.shape).toEqual([3, 128, 1]);
});

test('other lengths, and shapes of other kinds, are refused', () => {
  expect(() => build(10_000)).toThrow(
    'wavegan: cannot make sounds of 10000 samples; set --length to 10240, a multiple of 1024',
  );
  expect(() => build(5)).toThrow('set --length to 32, a multiple of 4');
  expect(() => createPlan({ variant: 'wavegan', image: [28, 28, 1] })).toThrow(
    'image: wavegan has sample in its place; leave it out',
  );
  expect(() => createPlan({ variant: 'wavegan', sample: [28, 28] })).toThrow(
    'sample: must be a length and one channel (got 28 × 28)',
  );
  expect(() => createGan(createPlan({ variant: 'wavegan' }))).toThrow(
    'sample: the plan has no shape of sounds; set sample, or use planForData',
  );
});

test('phase shuffle moves by reflection, the whole batch alike, in training only', () => {
  const { discriminator } = build(128, { phaseShuffle: 3 }).networks;
  const layer = (discriminator as Network).model.getLayer('shuffle_1');
  const x = tf.range(0, 7).reshape([1, 1, 7, 1]).tile([2, 1, 1, 1]);
  const apply = (step: number, training: boolean) =>
    withDraws(1, step, () => {
      const [first, second] = (layer.call(x, { training }) as tf.Tensor4D).unstack();
      expect(first?.arraySync()).toEqual(second?.arraySync());
      return [...(first?.dataSync() ?? [])].join('');
    });
  const results = new Set(Array.from({ length: 60 }, (_, step) => apply(step, true)));
  expect([...results].toSorted()).toEqual(
    // From 3 places to the right to 3 to the left.
    ['3210123', '2101234', '1012345', '0123456', '1234565', '2345654', '3456543'].toSorted(),
  );
  expect(apply(0, false)).toBe('0123456');
});

test('the gradient of phase shuffle is its transposed map, in short and in long maps', () => {
  const { discriminator } = build(128, { phaseShuffle: 3 }).networks;
  const layer = (discriminator as Network).model.getLayer('shuffle_1');
  const [moved, steps] = [3, 12];
  for (const length of [2, 5, 2 * moved + 2, 2 * moved + 3, 12]) {
    // Each unit vector is a wave, so that the results are the columns of the map.
    const units = tf.eye(length).reshape([length, 1, length, 1]);
    const weights = tf.range(1, length + 1).reshape<tf.Tensor4D>([1, 1, length, 1]);
    for (let step = 0; step < steps; step++) {
      const call = (x: tf.Tensor) => layer.call(x, { training: true }) as tf.Tensor4D;
      const map = withDraws(1, step, () => call(units)).reshape<tf.Tensor2D>([length, length]);
      const gradient = withDraws(1, step, () =>
        tf.grad((x) => call(x).mul(weights))(weights.zerosLike()),
      );
      const transposed = map.matMul(weights.reshape<tf.Tensor2D>([length, 1]));
      expect(gradient.dataSync()).toEqual(transposed.dataSync());
    }
  }
});

/** The character GAN's networks against section 5.4 of the paper and its published code. */
import * as tf from '@tensorflow/tfjs';
import { afterAll, expect, test } from 'vitest';
import { createGan } from '../gan/gan.ts';
import { createPlan } from '../gan/plan.ts';
import { applyNetwork, type Network } from '../models/network.ts';

await tf.setBackend('cpu');
afterAll(() => tf.disposeVariables());

const build = (more: object = {}) =>
  createGan(createPlan({ variant: 'chargan', sample: [32, 28], width: 1 / 32, ...more }));

const shapes = ({ weights }: Network) =>
  Object.fromEntries([...weights].map(([name, { shape }]) => [name, shape]));

test('the settings are those of the paper', () => {
  expect(createPlan({ variant: 'chargan' }).config).toMatchObject({
    data: 'words',
    latent: 128,
    length: 32,
    batchSize: 64,
    loss: 'wgan-gp',
    regularizerWeight: 10,
    discriminatorSteps: 5,
    generatorLearningRate: 1e-4,
    discriminatorLearningRate: 1e-4,
    beta1: 0.5,
    beta2: 0.9,
  });
  expect(createPlan({ variant: 'cchargan' }).config).toMatchObject({ data: 'names', latent: 128 });
});

test('five residual blocks between the vector and the characters, and back', () => {
  const { generator, discriminator } = build().networks;
  const blocks = Object.fromEntries(
    [1, 2, 3, 4, 5].flatMap((block) =>
      [1, 2].flatMap((conv) => [
        [`block_${block}/conv_${conv}/kernel`, [1, 5, 16, 16]],
        [`block_${block}/conv_${conv}/bias`, [16]],
      ]),
    ),
  );
  expect(shapes(generator as Network)).toEqual({
    'project/kernel': [128, 32 * 16],
    'project/bias': [32 * 16],
    ...blocks,
    'characters/kernel': [1, 1, 16, 28],
    'characters/bias': [28],
  });
  expect(shapes(discriminator as Network)).toEqual({
    'embed/kernel': [1, 1, 28, 16],
    'embed/bias': [16],
    ...blocks,
    'logit/kernel': [32 * 16, 1],
    'logit/bias': [1],
  });
});

test('a block adds 0.3 times its layers, and every place is a distribution', () => {
  const { generator } = build().networks;
  const block = (generator as Network).model.getLayer('block_1');
  const x = tf.randomNormal([2, 1, 32, 16], 0, 1, 'float32', 3);
  const inner = (block as unknown as { layers: tf.layers.Layer[] }).layers;
  const y = inner.reduce<tf.Tensor>((value, layer) => layer.apply(value) as tf.Tensor, x);
  const difference = (block.apply(x) as tf.Tensor).sub(x.add(y.mul(0.3)));
  expect(difference.abs().max().dataSync()[0]).toBeLessThan(1e-6);
  expect(y.abs().max().dataSync()[0]).toBeGreaterThan(1e-3);
  const { text } = applyNetwork(generator as Network, { noise: tf.randomNormal([3, 128]) }, true);
  expect(text?.shape).toEqual([3, 32, 28]);
  expect(text?.min().dataSync()[0]).toBeGreaterThanOrEqual(0);
  expect(text?.sum(-1).sub(1).abs().max().dataSync()[0]).toBeLessThan(1e-5);
});

test('packs are judged together; shapes of other kinds are refused', () => {
  const { discriminator } = build({ pac: 2 }).networks;
  expect((discriminator as Network).model.inputs[0]?.shape).toEqual([null, 32, 56]);
  expect(() => createPlan({ variant: 'chargan', sample: [32, 2000] })).toThrow(
    'sample: characters: must be a whole number from 1 to 1024 (got 2000)',
  );
  expect(() => createPlan({ variant: 'chargan', image: [28, 28, 1] })).toThrow(
    'image: chargan has sample in its place; leave it out',
  );
});

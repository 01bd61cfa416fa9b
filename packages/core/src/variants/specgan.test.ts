/** SpecGAN's networks against the tables of the paper, its two views of a sound, and what it refuses. */
import * as tf from '@tensorflow/tfjs';
import { afterAll, expect, test } from 'vitest';
import { createGan } from '../gan/gan.ts';
import { createPlan } from '../gan/plan.ts';
import { applyNetwork, type Network } from '../models/network.ts';
import { imageBatches } from '../tasks/batches.ts';
import type { Dataset } from '../data/dataset.ts';
import { measureData } from '../training/measure-data.ts';
import { planForData } from '../training/train-gan.ts';

tf.enableProdMode();
await tf.setBackend('cpu');
afterAll(() => tf.disposeVariables());

const build = (length: number, more: object = {}) =>
  createGan(createPlan({ variant: 'specgan', sample: [length, 1], width: 1 / 64, ...more }))
    .networks as Record<'generator' | 'discriminator', Network>;

const shapes = ({ weights }: Network) =>
  Object.fromEntries([...weights].map(([name, { shape }]) => [name, shape]));

test('the settings are those of the paper', () => {
  const { config } = createPlan({ variant: 'specgan' });
  expect(config).toMatchObject({
    latent: 100,
    batchSize: 64,
    length: 16_384,
    loss: 'wgan-gp',
    regularizer: 'gp',
    regularizerWeight: 10,
    discriminatorSteps: 5,
    generatorLearningRate: 1e-4,
    discriminatorLearningRate: 1e-4,
    beta1: 0.5,
    beta2: 0.9,
  });
  expect(config).not.toHaveProperty('phaseShuffle');
});

test('16,384 samples have the layers of tables 5 and 6, at a width of 1 / 16', () => {
  const { generator, discriminator } = build(16_384, { width: 1 / 16 });
  expect(shapes(generator)).toEqual({
    'project/kernel': [100, (256 * 64) / 16],
    'project/bias': [(256 * 64) / 16],
    ...Object.fromEntries(
      [32, 16, 8, 4, 1].flatMap((filters, i) => [
        [`up_${i + 1}/kernel`, [5, 5, filters, 64 >> i]],
        [`up_${i + 1}/bias`, [filters]],
      ]),
    ),
  });
  expect(shapes(discriminator)).toEqual({
    ...Object.fromEntries(
      [4, 8, 16, 32, 64].flatMap((filters, i) => [
        [`down_${i + 1}/kernel`, [5, 5, i === 0 ? 1 : filters / 2, filters]],
        [`down_${i + 1}/bias`, [filters]],
      ]),
    ),
    'logit/kernel': [4 * 4 * 64, 1],
    'logit/bias': [1],
  });
  const [made] = generator.trained.outputs;
  expect([made?.shape, generator.model.outputs[0]?.shape]).toEqual([
    [null, 128, 128, 1],
    [null, 16_384, 1],
  ]);
});

test.each([
  [8192, 64, 2],
  [65_536, 512, 16],
  [5120, 40, 5],
  [512, 4, 1],
])('%i samples are %i frames, of %i at the start', (length, frames, start) => {
  const { generator, discriminator } = build(length, { pac: 2 });
  const { model, trained } = generator;
  expect(model.getLayer('reshape').outputShape).toEqual([null, start, 4, 16]);
  expect(trained.outputs[0]?.shape).toEqual([null, frames, 128, 1]);
  expect(discriminator.trained.inputs[0]?.shape).toEqual([null, frames, 128, 2]);
  expect(discriminator.trained.getLayer('down_5').outputShape).toEqual([null, start, 4, 16]);
  expect(discriminator.model.inputs[0]?.shape).toEqual([null, length, 2]);
});

test.each(['specgan', 'cspecgan'])(
  '%s: the whole networks are the trained ones between sounds and images',
  (variant) => {
    const networks = build(512, { variant, classNames: ['a', 'b'] });
    const { generator, discriminator } = networks;
    const inputs = {
      noise: tf.randomUniform([2, 100], -1, 1),
      label: tf.tensor1d([0, 1], 'int32'),
    };
    const sounds = tf.randomUniform([2, 512, 1], -1, 1);
    const spectrogram = discriminator.represent?.(sounds) as tf.Tensor;
    expect(spectrogram.shape).toEqual([2, 4, 128, 1]);
    const { logit } = applyNetwork(discriminator, { ...inputs, audio: sounds }, false);
    const part = applyNetwork(discriminator, { ...inputs, spectrogram }, true);
    expect(logit?.dataSync()).toEqual(part['logit']?.dataSync());
    const { spectrogram: image } = applyNetwork(generator, inputs, true);
    expect(image?.shape).toEqual([2, 4, 128, 1]);
    const { audio } = applyNetwork(generator, inputs, false);
    const decode = generator.model.getLayer('audio');
    const expected = decode.apply(image as tf.Tensor) as tf.Tensor;
    expect(audio?.dataSync()).toEqual(expected.dataSync());
    // One set of weights.
    expect(generator.model.countParams()).toBe(generator.trained.countParams());
    expect(discriminator.model.countParams()).toBe(discriminator.trained.countParams());
  },
);

const LENGTH = 1024;

/** Twelve sounds: noise that is louder from sound to sound. */
const dataset: Dataset = {
  name: 'noise',
  kind: 'audio',
  shape: [LENGTH, 1],
  size: 12,
  async read(indices, out) {
    for (let i = 0; i < indices.length; i++) {
      for (let k = 0; k < LENGTH; k++) {
        out[i * LENGTH + k] = (Math.sin(k * k + (indices[i] ?? 0)) * ((indices[i] ?? 0) + 1)) / 12;
      }
    }
  },
};

test('the spectrum of the data becomes a setting of the plan, and is measured once', async () => {
  const asked = createPlan({ variant: 'specgan', length: LENGTH, width: 1 / 64, batchSize: 2 });
  const batches = imageBatches(dataset, asked.config, asked.variant);
  const plan = planForData(asked, await measureData(batches, asked));
  const { mean = [], deviation = [] } = plan.config.spectrum ?? {};
  expect([mean.length, deviation.length]).toEqual([128, 128]);
  expect(await measureData(batches, plan)).toBe(batches);
  // The real samples of the step have that mean and deviation.
  const { discriminator } = createGan(plan).networks;
  const { real } = await batches.examples(12);
  const images = discriminator?.represent?.(tf.tensor(real?.data as Float32Array, [12, LENGTH, 1]));
  const { mean: center, variance } = tf.moments(images as tf.Tensor);
  expect(Math.abs(center.dataSync()[0] ?? NaN)).toBeLessThan(0.02);
  expect(Math.abs((variance.sqrt().dataSync()[0] ?? NaN) - 1 / 3)).toBeLessThan(0.02);
  // Other variants measure nothing.
  const wavegan = createPlan({ variant: 'wavegan', length: LENGTH });
  expect(await measureData(batches, wavegan)).toBe(batches);
});

test('other lengths are refused', () => {
  expect(() => build(10_000)).toThrow(
    'specgan: cannot make sounds of 10000 samples; set --length to 9984, a multiple of 256',
  );
  const spectrum = { mean: [1], deviation: [1] };
  expect(() => createPlan({ variant: 'specgan', spectrum })).toThrow('spectrum.mean');
});

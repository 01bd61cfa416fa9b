import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { variantNames, variants, type ImageShape } from '../variants/index.ts';
import { createGan } from './gan.ts';
import type { Network } from './network.ts';

tf.enableProdMode();
await tf.setBackend('cpu');

const values = ({ weights }: Network) =>
  Object.fromEntries([...weights].map(([name, weight]) => [name, weight.dataSync()]));
const shapes = ({ weights }: Network) =>
  Object.fromEntries([...weights].map(([name, { shape }]) => [name, shape]));
const trainableSize = ({ trainable }: Network) =>
  [...trainable.values()].reduce((sum, { size }) => sum + size, 0);

const spread = (numbers: Float32Array) => {
  const mean = numbers.reduce((a, b) => a + b, 0) / numbers.length;
  const square = numbers.reduce((a, b) => a + (b - mean) ** 2, 0) / numbers.length;
  return { mean, sd: Math.sqrt(square) };
};

describe.each(variantNames)('%s', (name) => {
  const image: ImageShape = [8, 12, 3];
  const gan = createGan(variants[name], image, 1 / 16, 5);

  test('makes images of the asked shape in [-1, 1], and one logit of each', () => {
    const noise = tf.randomNormal([2, variants[name].latent], 0, 30);
    const images = gan.generator.model.predict(noise) as tf.Tensor;
    expect(images.shape).toEqual([2, ...image]);
    expect(images.abs().max().dataSync()[0]).toBeLessThanOrEqual(1);
    expect((gan.discriminator.model.predict(images) as tf.Tensor).shape).toEqual([2, 1]);
  });

  test('inputs and outputs have names that say what they are', () => {
    const { generator, discriminator } = gan;
    expect([generator.model.inputNames, generator.model.outputNames]).toEqual([
      ['noise'],
      ['image'],
    ]);
    expect([discriminator.model.inputNames, discriminator.model.outputNames]).toEqual([
      ['image'],
      ['logit'],
    ]);
  });

  test('the same seed gives the same weights by the same names, another seed others', () => {
    const again = createGan(variants[name], image, 1 / 16, 5);
    expect(values(again.generator)).toEqual(values(gan.generator));
    expect(values(again.discriminator)).toEqual(values(gan.discriminator));
    const other = values(createGan(variants[name], image, 1 / 16, 6).discriminator);
    expect(other['logit/kernel']).not.toEqual(values(gan.discriminator)['logit/kernel']);
  });

  test('only the statistics of batch normalisation are not trained', () => {
    for (const { weights, trainable } of [gan.generator, gan.discriminator]) {
      const fixed = [...weights.keys()].filter((weight) => !trainable.has(weight));
      expect(fixed.filter((weight) => !/moving_(mean|variance)$/.test(weight))).toEqual([]);
    }
  });
});

test("dcgan has the mission's sizes at width 1", () => {
  const { generator, discriminator } = createGan(variants.dcgan, [28, 28, 1], 1, 1);
  expect(shapes(generator)).toMatchObject({
    'project/kernel': [100, 7 * 7 * 256],
    'up_1/kernel': [5, 5, 128, 256],
    'up_2/kernel': [5, 5, 64, 128],
    'image/kernel': [5, 5, 1, 64],
  });
  const kernels = 100 * 12_544 + 25 * (256 * 128 + 128 * 64 + 64);
  expect(trainableSize(generator)).toBe(kernels + 2 * (12_544 + 128 + 64));
  expect(trainableSize(discriminator)).toBe(25 * (64 + 64 * 128) + 64 + 128 + 6272 + 1);
});

test("dcgan's weights follow its laws", () => {
  const { generator, discriminator } = createGan(variants.dcgan, [28, 28, 1], 1, 1);
  const { mean, sd } = spread(values(generator)['up_1/kernel'] as Float32Array);
  // 819,200 numbers: five standard errors.
  expect(Math.abs(mean)).toBeLessThan((5 * 0.02) / Math.sqrt(819_200));
  expect(Math.abs(sd - 0.02)).toBeLessThan((5 * 0.02) / Math.sqrt(2 * 819_200));
  const gamma = spread(values(generator)['norm_1/gamma'] as Float32Array);
  expect(Math.abs(gamma.mean - 1)).toBeLessThan((5 * 0.02) / Math.sqrt(12_544));
  expect(Math.abs(gamma.sd - 0.02)).toBeLessThan((5 * 0.02) / Math.sqrt(2 * 12_544));
  expect(new Set(values(generator)['norm_1/beta'])).toEqual(new Set([0]));
  expect(new Set(values(generator)['norm_1/moving_variance'])).toEqual(new Set([1]));
  expect(new Set(values(discriminator)['down_1/bias'])).toEqual(new Set([0]));
});

test("mlp's kernels are Glorot's: uniform within √(6 / (in + out))", () => {
  const { discriminator } = createGan(variants.mlp, [28, 28, 1], 1, 1);
  const kernel = values(discriminator)['dense_1/kernel'] as Float32Array;
  const limit = Math.sqrt(6 / (784 + 512));
  const largest = kernel.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  expect(largest).toBeLessThanOrEqual(Math.fround(limit));
  expect(largest).toBeGreaterThan(0.9999 * limit);
  expect(spread(kernel).sd).toBeCloseTo(limit / Math.sqrt(3), 4);
});

test('networks of one run do not start alike', () => {
  const { generator, discriminator } = createGan(variants.dcgan, [8, 8, 1], 1 / 16, 1);
  const g = values(generator)['project/kernel'] as Float32Array;
  const d = values(discriminator)['down_1/kernel'] as Float32Array;
  expect(g.slice(0, 8)).not.toEqual(d.slice(0, 8));
});

test('in training batch normalisation moves its statistics by a tenth, in inference not', () => {
  const { generator } = createGan(variants.dcgan, [8, 8, 1], 1 / 16, 1);
  const project = generator.model.getLayer('project');
  const noise = tf.randomNormal([16, 100], 0, 50, 'float32', 1);
  const { mean, variance } = tf.moments(project.apply(noise) as tf.Tensor, 0);
  const moved = () => values(generator);
  generator.model.apply(noise);
  expect(new Set(moved()['norm_1/moving_mean'])).toEqual(new Set([0]));
  generator.model.apply(noise, { training: true });
  const expected = [mean.mul(0.1), variance.mul(0.1).add(0.9)].map((x) => [...x.dataSync()]);
  const after = moved();
  for (const [i, statistic] of ['mean', 'variance'].entries()) {
    for (const [k, value] of [...(after[`norm_1/moving_${statistic}`] ?? [])].entries()) {
      expect(value).toBeCloseTo(expected[i]?.[k] ?? NaN, 4);
    }
  }
});

test('an image that two doublings cannot reach is refused', () => {
  expect(() => createGan(variants.dcgan, [30, 28, 1], 1, 1)).toThrow(/multiples of 4.*30 × 28/);
});

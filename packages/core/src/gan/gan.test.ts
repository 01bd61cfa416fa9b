import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { dataKinds } from '../kinds/index.ts';
import type { DataKind } from '../kinds/kind.ts';
import { createPlan, type TrainSettings } from './plan.ts';
import type { ImageShape } from '../models/description.ts';
import { variantNames, variantOf, type VariantName } from '../variants/index.ts';
import { createGan } from './gan.ts';
import { applyNetwork, type Network } from '../models/network.ts';
import { smallTable } from '../tables/small-table.test.support.ts';
import { noiseLengthOf } from '../tasks/task.ts';

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
  return { mean, stddev: Math.sqrt(square) };
};

const gan = (settings: TrainSettings, image: ImageShape = [28, 28, 1], seed = 1) =>
  createGan(createPlan({ ...settings, ...(!settings.sample && { image: [...image] }), seed }));
/** The two networks of a GAN of the task generation. */
function both(...given: Parameters<typeof gan>): Record<'generator' | 'discriminator', Network> {
  return gan(...given).networks as Record<'generator' | 'discriminator', Network>;
}

const classNames = ['a', 'b', 'c'];
const names: Record<VariantName, Record<string, [inputs: string[], outputs: string[]]>> = {
  mlp: { generator: [['noise'], ['image']], discriminator: [['image'], ['logit']] },
  dcgan: { generator: [['noise'], ['image']], discriminator: [['image'], ['logit']] },
  cgan: {
    generator: [['noise', 'label'], ['image']],
    discriminator: [['image', 'label'], ['logit']],
  },
  acgan: {
    generator: [['noise', 'label'], ['image']],
    discriminator: [['image'], ['logit', 'class']],
  },
  cyclegan: {
    'generator-AtoB': [['source'], ['image']],
    'generator-BtoA': [['source'], ['image']],
    'discriminator-A': [['image'], ['logit']],
    'discriminator-B': [['image'], ['logit']],
  },
  pix2pix: { 'generator-AtoB': [['source'], ['image']], discriminator: [['image'], ['logit']] },
  wavegan: { generator: [['noise'], ['audio']], discriminator: [['audio'], ['logit']] },
  cwavegan: {
    generator: [['noise', 'label'], ['audio']],
    discriminator: [['audio', 'label'], ['logit']],
  },
  specgan: { generator: [['noise'], ['audio']], discriminator: [['audio'], ['logit']] },
  cspecgan: {
    generator: [['noise', 'label'], ['audio']],
    discriminator: [['audio', 'label'], ['logit']],
  },
  lagan: {
    generator: [['noise', 'label'], ['jet']],
    discriminator: [['jet'], ['logit', 'class']],
  },
  voxelgan: {
    generator: [['noise', 'condition'], ['volume']],
    discriminator: [['volume'], ['logit', 'condition', 'total']],
  },
  chargan: { generator: [['noise'], ['text']], discriminator: [['text'], ['logit']] },
  cchargan: {
    generator: [['noise', 'label'], ['text']],
    discriminator: [['text', 'label'], ['logit']],
  },
  relgan: { generator: [['noise'], ['text']], discriminator: [['text'], ['logit']] },
  ctgan: {
    generator: [
      ['noise', 'label'],
      ['rows', 'class'],
    ],
    discriminator: [['rows', 'label'], ['logit']],
  },
};

/** Settings of samples that are no images, by the first kind of a variant. */
const samples: Readonly<Record<string, Partial<TrainSettings>>> = {
  audio: { sample: [256, 1] },
  jets: { sample: [9, 13, 1] },
  volumes: { sample: [4, 6, 5, 1] },
  text: { sample: [8, 6] },
  rows: { sample: [6], table: smallTable },
};

describe.each(variantNames)('%s', (variant) => {
  const [kind = 'images'] = variantOf(variant).kinds ?? [];
  const settings = {
    variant,
    latent: 100,
    width: 1 / 16,
    filters: 4,
    blocks: 1,
    classNames,
    ...samples[kind],
  };
  const image: ImageShape = [16, 32, 3];
  const { networks } = gan(settings, image, 5);

  test('networks, inputs and outputs have the names of the task', () => {
    const actual = Object.entries(networks).map(([name, { model }]) => [
      name,
      [model.inputNames, model.outputNames],
    ]);
    expect(Object.fromEntries(actual)).toEqual(names[variant]);
  });

  test('generators make samples of the given shape and range', () => {
    const latent = variantOf(variant).latentOf?.(settings.sample ?? []) ?? 100;
    const length = noiseLengthOf(variantOf(variant), { latent, table: smallTable });
    const inputs = {
      noise: tf.randomNormal([2, length], 0, 30),
      label: tf.tensor1d([0, 2], 'int32'),
      condition: tf.tensor2d([0.5, 1], [2, 1]),
      source: tf.randomUniform([2, ...image], -1, 1),
    };
    for (const [name, network] of Object.entries(networks)) {
      if (!name.startsWith('generator')) continue;
      const [made] = Object.values(applyNetwork(network, inputs, false));
      expect(made?.shape).toEqual([2, ...(settings.sample ?? image)]);
      const { isUnbounded = false }: DataKind = dataKinds[kind];
      const [least, most] = isUnbounded ? [0, Infinity] : [-1, 1];
      expect(made?.min().dataSync()[0]).toBeGreaterThanOrEqual(least);
      expect(made?.max().dataSync()[0]).toBeLessThanOrEqual(most);
    }
  });

  test('the same seed gives the same weights under the same names, another seed gives others', () => {
    const all = (seed: number) =>
      Object.entries(gan(settings, image, seed).networks).map(([name, n]) => [name, values(n)]);
    expect(all(5)).toEqual(all(5));
    expect(all(6)).not.toEqual(all(5));
  });

  test('only statistics and temperatures are not trainable', () => {
    for (const { weights, trainable } of Object.values(networks)) {
      const fixed = [...weights.keys()].filter((weight) => !trainable.has(weight));
      expect(
        fixed.filter((weight) => !/(moving_(mean|variance)|temperature)$/.test(weight)),
      ).toEqual([]);
    }
  });
});

test('dcgan has the published sizes at width 1', () => {
  const { generator, discriminator } = both({ variant: 'dcgan' });
  expect(shapes(generator)).toMatchObject({
    'project/kernel': [100, 7 * 7 * 256],
    'up_1/kernel': [5, 5, 128, 256],
    'up_2/kernel': [5, 5, 64, 128],
    'up_3/kernel': [5, 5, 1, 64],
  });
  const kernels = 100 * 12_544 + 25 * (256 * 128 + 128 * 64 + 64);
  expect(trainableSize(generator)).toBe(kernels + 2 * (12_544 + 128 + 64));
  expect(trainableSize(discriminator)).toBe(25 * (64 + 64 * 128) + 64 + 128 + 6272 + 1);
});

test("dcgan's weights have the distributions of its initializers", () => {
  const { generator, discriminator } = both({ variant: 'dcgan' });
  const { mean, stddev } = spread(values(generator)['up_1/kernel'] as Float32Array);
  // 819,200 numbers: five standard errors.
  expect(Math.abs(mean)).toBeLessThan((5 * 0.02) / Math.sqrt(819_200));
  expect(Math.abs(stddev - 0.02)).toBeLessThan((5 * 0.02) / Math.sqrt(2 * 819_200));
  const gamma = spread(values(generator)['norm_1/gamma'] as Float32Array);
  expect(Math.abs(gamma.mean - 1)).toBeLessThan((5 * 0.02) / Math.sqrt(12_544));
  expect(Math.abs(gamma.stddev - 0.02)).toBeLessThan((5 * 0.02) / Math.sqrt(2 * 12_544));
  expect(new Set(values(generator)['norm_1/beta'])).toEqual(new Set([0]));
  expect(new Set(values(generator)['norm_1/moving_variance'])).toEqual(new Set([1]));
  expect(new Set(values(discriminator)['down_1/bias'])).toEqual(new Set([0]));
});

test("mlp's kernels are Glorot's: uniform within √(6 / (in + out))", () => {
  const { discriminator } = both({ variant: 'mlp' });
  const kernel = values(discriminator)['dense_1/kernel'] as Float32Array;
  const limit = Math.sqrt(6 / (784 + 512));
  const largest = kernel.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  expect(largest).toBeLessThanOrEqual(Math.fround(limit));
  expect(largest).toBeGreaterThan(0.9999 * limit);
  expect(spread(kernel).stddev).toBeCloseTo(limit / Math.sqrt(3), 4);
});

test('the networks of one run have different weights', () => {
  const { generator, discriminator } = both({ variant: 'dcgan', width: 1 / 16 }, [8, 8, 1]);
  const g = values(generator)['project/kernel'] as Float32Array;
  const d = values(discriminator)['down_1/kernel'] as Float32Array;
  expect(g.slice(0, 8)).not.toEqual(d.slice(0, 8));
});

test('batch normalization updates its statistics by a tenth in training, not in inference', () => {
  const { generator } = both({ variant: 'dcgan', width: 1 / 16 }, [8, 8, 1]);
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

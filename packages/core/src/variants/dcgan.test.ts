/** The networks of DCGAN and its relatives for images of every size: layers, weights, refusals. */
import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { createGan } from '../gan/gan.ts';
import { createPlan, type TrainSettings } from '../gan/plan.ts';

tf.enableProdMode();
await tf.setBackend('cpu');

type Image = [height: number, width: number, channels: number];

function networksOf(image: Image, settings: Partial<TrainSettings> = {}) {
  const variant = settings.variant ?? 'dcgan';
  const classNames = variant === 'dcgan' ? [] : ['a', 'b', 'c'];
  return createGan(createPlan({ variant, classNames, seed: 7, ...settings, image })).networks;
}

/** The shapes of the feature maps of a network, without those that a layer only repeats. */
function mapsOf(image: Image, network: string): string[] {
  const { model } = networksOf(image, { width: 1 / 64 })[network] ?? {};
  const shapes = (model?.layers ?? [])
    .map(({ outputShape }) => (outputShape as number[]).slice(1, 3).join(' × '))
    .filter((shape) => shape.includes('×'));
  return shapes.filter((shape, i) => shape !== shapes[i - 1]);
}

test.each<[Image, string[]]>([
  [
    [8, 8, 1],
    ['2 × 2', '4 × 4', '8 × 8'],
  ],
  [
    [28, 28, 1],
    ['7 × 7', '14 × 14', '28 × 28'],
  ],
  [
    [32, 32, 3],
    ['4 × 4', '8 × 8', '16 × 16', '32 × 32'],
  ],
  [
    [48, 64, 3],
    ['6 × 8', '12 × 16', '24 × 32', '48 × 64'],
  ],
  [
    [64, 64, 3],
    ['4 × 4', '8 × 8', '16 × 16', '32 × 32', '64 × 64'],
  ],
  [
    [96, 96, 3],
    ['6 × 6', '12 × 12', '24 × 24', '48 × 48', '96 × 96'],
  ],
  [
    [128, 128, 3],
    ['4 × 4', '8 × 8', '16 × 16', '32 × 32', '64 × 64', '128 × 128'],
  ],
])('%j: the generator doubles a small start, the discriminator halves as often', (image, maps) => {
  expect(mapsOf(image, 'generator')).toEqual(maps);
  expect(mapsOf(image, 'discriminator')).toEqual(maps.toReversed());
});

test('at 64 × 64 and twice the width, the filters are those of the paper, figure 1', () => {
  const { generator, discriminator } = networksOf([64, 64, 3], { width: 2 });
  const layers = (generator?.model.layers ?? []).map(({ outputShape }) => outputShape as number[]);
  const filters = layers.filter(({ length }) => length === 4).map(([, side, , c]) => [side, c]);
  expect([...new Set(filters.map(String))]).toEqual([
    '4,1024',
    '8,512',
    '16,256',
    '32,128',
    '64,3',
  ]);
  const names = [...(discriminator?.weights.keys() ?? [])];
  expect(names.filter((name) => name.endsWith('kernel'))).toEqual([
    ...[1, 2, 3, 4].map((i) => `down_${i}/kernel`),
    'logit/kernel',
  ]);
});

test('the weights of each size are those that the reference lists', () => {
  const millions = (image: Image) =>
    Object.values(networksOf(image)).map(({ trainable }) => {
      const count = [...trainable.values()].reduce((sum, { size }) => sum + size, 0);
      return Number((count / 1e6).toFixed(1));
    });
  expect(
    [28, 32, 64, 96, 128].map((side) => [side, ...millions([side, side, side === 28 ? 1 : 3])]),
  ).toEqual([
    [28, 2.3, 0.2],
    [32, 1.4, 1],
    [64, 5.1, 4.3],
    [96, 6.2, 4.3],
    [128, 11.7, 10.9],
  ]);
});

/**
 * SHA-256 of the layers and the initial weights of images below 32 pixels, made before the depth followed
 * the size. Checkpoints of such runs can be resumed.
 */
const digests: readonly [Image, Partial<TrainSettings>, string][] = [
  [[28, 28, 1], { variant: 'dcgan' }, '06872c505dd6e599'],
  [[28, 28, 1], { variant: 'cgan', spectralNorm: true, attention: true }, '84a7f3b48be03508'],
  [
    [12, 20, 3],
    { variant: 'acgan', width: 0.5, upsampling: 'nearest', minibatchStddev: true },
    '6c0d5f92f2d85148',
  ],
];

test.each(digests)(
  '%j, %j: the networks are those of earlier checkpoints',
  async (image, settings, digest) => {
    const hash = createHash('sha256');
    for (const { model, weights } of Object.values(networksOf(image, settings))) {
      const layers = model.layers.map((layer) => [layer.name, layer.outputShape]);
      hash.update(JSON.stringify([layers, [...weights.keys()]]));
      for (const variable of weights.values())
        hash.update(Float32Array.from(await variable.data()));
    }
    expect(hash.digest('hex').slice(0, 16)).toBe(digest);
  },
);

test.each<[Image, string]>([
  [
    [30, 28, 1],
    'both sides must be multiples of 4; --image-size makes squares; resize them to 28 × 28 or 32 × 28',
  ],
  [[31, 31, 1], 'multiples of 4; resize them with --image-size to 32 × 32 or 28 × 28'],
  [
    [100, 100, 3],
    'DCGAN double 4 times, so both sides must be multiples of 16; resize them with --image-size to 96 × 96 or 112 × 112',
  ],
  [[64, 100, 3], 'squares; resize them to 64 × 96 or 64 × 112'],
  [[1, 1, 2], 'points: the networks of DCGAN make images; use mlp'],
])('%j is refused with what fits', (image, message) => {
  for (const variant of ['dcgan', 'cgan', 'acgan']) {
    expect(() => networksOf(image, { variant })).toThrow(message);
  }
});

test.each([[28], [64], [128]])('%i: self-attention sees at most 32 × 32 pixels', (side) => {
  for (const { model } of Object.values(
    networksOf([side, side, 1], { attention: true, width: 1 / 64 }),
  )) {
    const [, height] = model.getLayer('attention').outputShape as number[];
    expect(height).toBe(Math.min(side / 2, 32));
  }
});

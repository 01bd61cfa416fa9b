/** CycleGAN: translation between two domains of images without pairs. */
import {
  conv,
  convTranspose,
  instanceNorm,
  leakyReLU,
  reflectPad,
  relu,
  residual,
  tanh,
  upsample,
} from '../layers/index.ts';
import { sequence } from '../models/chain.ts';
import type { Initialization, NetworkDescription } from '../models/description.ts';
import { cycleTranslations } from '../objectives/roles.ts';
import { checkSides } from './sizes.ts';
import type { GanVariant, NetworkSettings } from './variant.ts';

/** In the paper's notation, for 64 filters: c7s1-64, d128, d256, residual blocks R256, u128, u64, c7s1-3. */
function translator({ image, filters, blocks, upsampling }: NetworkSettings): NetworkDescription {
  checkSides('cyclegan', image, 4);
  const [, , channels] = image;
  const normalized = (name: string) => [instanceNorm(`${name}_norm`), relu(`${name}_relu`)];
  const padded = (name: string, count: number, kernel: number) => [
    reflectPad(`${name}_pad`, (kernel - 1) / 2),
    conv(name, count, { kernel, stride: 1, padding: 'valid' }),
  ];
  const halve = (name: string, count: number) => [
    conv(name, count, { kernel: 3, stride: 2 }),
    ...normalized(name),
  ];
  const double = (name: string, count: number) => [
    ...(upsampling === 'transposed'
      ? [convTranspose(name, count, { kernel: 3, stride: 2 })]
      : [upsample(`${name}_nearest`, 2), conv(name, count, { kernel: 3, stride: 1 })]),
    ...normalized(name),
  ];
  const block = (i: number) =>
    residual(`block_${i + 1}`, [
      ...padded('conv_1', 4 * filters, 3),
      ...normalized('conv_1'),
      ...padded('conv_2', 4 * filters, 3),
      instanceNorm('conv_2_norm'),
    ]);
  return sequence('source', [null, null, channels], () => [
    ...padded('stem', filters, 7),
    ...normalized('stem'),
    ...halve('down_1', 2 * filters),
    ...halve('down_2', 4 * filters),
    ...Array.from({ length: blocks }, (_, i) => block(i)),
    ...double('up_1', 2 * filters),
    ...double('up_2', filters),
    ...padded('pixels', channels, 7),
    tanh('image'),
  ]);
}

/**
 * PatchGAN, a logit for each patch: C64-C128-C256-C512 for 64 filters.
 *
 * @param channels the number of channels of the input
 */
export function patches(
  { image: [height, width], filters, spectralNorm: spectral }: NetworkSettings,
  channels: number,
): NetworkDescription {
  // In small images, the last layers have stride 1: a larger stride would reduce the image to nothing.
  const strides = [2, 2, 2, 1].map((stride, i) =>
    Math.min(height, width) >= 16 * 2 ** i ? stride : 1,
  );
  return sequence('image', [height, width, channels], () => [
    ...strides.flatMap((stride, i) => [
      conv(`conv_${i + 1}`, filters * 2 ** i, { kernel: 4, stride, spectral }),
      ...(i === 0 ? [] : [instanceNorm(`norm_${i + 1}`)]),
      leakyReLU(`leaky_${i + 1}`),
    ]),
    conv('logit', 1, { kernel: 4, stride: 1, spectral }),
  ]);
}

export const translationInitialization: Initialization = {
  kernel: { kind: 'normal', mean: 0, stddev: 0.02 },
};

/** The defaults of both variants of translation. */
export const translationDefaults = {
  loss: 'lsgan',
  batchSize: 1,
  imageSize: 256,
  flip: true,
  reportEvery: 100,
  sampleEvery: 500,
  checkpointEvery: 500,
} as const;

const { AtoB, BtoA } = cycleTranslations;

export const cyclegan: GanVariant = {
  name: 'cyclegan',
  source: 'Zhu, Park, Isola & Efros 2017, sections 3, 4 and 7.1',
  task: 'cycle',
  networks: (settings) => ({
    [AtoB.generator]: translator(settings),
    [BtoA.generator]: translator(settings),
    [BtoA.discriminator]: patches(settings, settings.image[2]),
    [AtoB.discriminator]: patches(settings, settings.image[2]),
  }),
  initialization: translationInitialization,
  parts: ['spectralNorm', 'upsampling'],
  defaults: translationDefaults,
};

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
import { checkSides } from './check-sides.ts';
import type { GanVariant, Initialization, NetworkDescription, NetworkSettings } from './variant.ts';

/** c7s1-64, d128, d256, residual blocks of 256, u128, u64, c7s1-3 for 64 filters. */
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

/** PatchGAN: a logit for each patch, 64, 128, 256, 512 for 64 filters. @param channels of its input */
export function patches(
  { image: [height, width], filters, spectralNorm: spectral }: NetworkSettings,
  channels: number,
): NetworkDescription {
  // The last strided layers are left out where the image would be gone before them.
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

/** What translations have in common. */
export const translationDefaults = {
  loss: 'lsgan',
  batchSize: 1,
  imageSize: 256,
  flip: true,
  reportEvery: 100,
  sampleEvery: 500,
  checkpointEvery: 500,
} as const;

export const cyclegan: GanVariant = {
  name: 'cyclegan',
  source: 'Zhu, Park, Isola & Efros 2017, sections 3, 4 and 7.1',
  task: 'cycle',
  networks: (settings) => ({
    'generator-AtoB': translator(settings),
    'generator-BtoA': translator(settings),
    'discriminator-A': patches(settings, settings.image[2]),
    'discriminator-B': patches(settings, settings.image[2]),
  }),
  initialization: translationInitialization,
  defaults: translationDefaults,
};

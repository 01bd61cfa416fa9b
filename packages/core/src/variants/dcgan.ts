/** DCGAN, the convolutional GAN. */
import {
  batchNorm,
  conv,
  convTranspose,
  dense,
  dropout,
  flatten,
  leakyReLU,
  minibatchStddev,
  reshape,
  selfAttention,
  tanh,
  upsample,
} from '../layers/index.ts';
import { sequence } from '../models/chain.ts';
import type { ImageShape, Initialization } from '../models/description.ts';
import { checkSides, packed, scaled } from './sizes.ts';
import type { GanVariant, NetworkSettings } from './variant.ts';

/** The height and width before the two layers that double them. */
function startSize(image: ImageShape): [number, number] {
  checkSides('dcgan', image, 4);
  return [image[0] / 4, image[1] / 4];
}

/** Layers that double height and width, with 5 × 5 filters. */
function double(settings: NetworkSettings, name: string, filters: number) {
  return settings.upsampling === 'transposed'
    ? [convTranspose(name, filters, { kernel: 5, stride: 2, useBias: false })]
    : [
        upsample(`${name}_nearest`, 2),
        conv(name, filters, { kernel: 5, stride: 1, useBias: false }),
      ];
}

/** From a vector to an image. */
export function generatorLayers(settings: NetworkSettings) {
  const { image, width, attention } = settings;
  const [h, w] = startSize(image);
  const filters = scaled(width, 256);
  return [
    dense('project', h * w * filters, { useBias: false }),
    batchNorm('norm_1'),
    leakyReLU('leaky_1'),
    reshape('reshape', [h, w, filters]),
    convTranspose('up_1', scaled(width, 128), { kernel: 5, stride: 1, useBias: false }),
    batchNorm('norm_2'),
    leakyReLU('leaky_2'),
    ...double(settings, 'up_2', scaled(width, 64)),
    batchNorm('norm_3'),
    leakyReLU('leaky_3'),
    ...(attention ? [selfAttention('attention')] : []),
    ...double(settings, 'up_3', image[2]),
    tanh('image'),
  ];
}

/** From an image to features, [batch, features]. */
export function discriminatorLayers({
  width,
  spectralNorm: spectral,
  attention,
  minibatchStddev: deviation,
}: NetworkSettings) {
  return [
    conv('down_1', scaled(width, 64), { kernel: 5, stride: 2, spectral }),
    leakyReLU('leaky_1'),
    dropout('dropout_1', 0.3),
    ...(attention ? [selfAttention('attention')] : []),
    conv('down_2', scaled(width, 128), { kernel: 5, stride: 2, spectral }),
    leakyReLU('leaky_2'),
    dropout('dropout_2', 0.3),
    ...(deviation ? [minibatchStddev('deviation')] : []),
    flatten('flatten'),
  ];
}

/** The optional parts of DCGAN's networks. */
export const dcganParts = ['spectralNorm', 'attention', 'minibatchStddev', 'upsampling'] as const;

export const dcganInitialization: Initialization = {
  kernel: { kind: 'normal', mean: 0, stddev: 0.02 },
  gamma: { kind: 'normal', mean: 1, stddev: 0.02 },
};

export const dcgan: GanVariant = {
  name: 'dcgan',
  source: 'Radford, Metz & Chintala 2016, section 3; sizes for 28 × 28 images',
  task: 'generation',
  networks: (settings) => ({
    generator: sequence('noise', [settings.latent], () => generatorLayers(settings)),
    discriminator: sequence('image', packed(settings.image, settings.pac), () => [
      ...discriminatorLayers(settings),
      dense('logit', 1, { spectral: settings.spectralNorm }),
    ]),
  }),
  initialization: dcganInitialization,
  parts: dcganParts,
};

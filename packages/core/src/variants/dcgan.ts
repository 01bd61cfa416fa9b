/**
 * DCGAN, the convolutional GAN. Its depth follows the size of the images: the generator begins at 4 to 7
 * pixels and doubles them (Radford et al. 2016, figure 1); the discriminator has a convolution of stride 2
 * for each doubling. The filters halve from layer to layer down to 64 beside the image.
 */
import type * as tf from '@tensorflow/tfjs';
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
import { doublingsTo } from './doublings.ts';
import { packed, scaled } from './sizes.ts';
import type { GanVariant, NetworkSettings } from './variant.ts';

/** Layers that double height and width, with 5 × 5 filters. */
function double(settings: NetworkSettings, name: string, filters: number) {
  return settings.upsampling === 'transposed'
    ? [convTranspose(name, filters, { kernel: 5, stride: 2, useBias: false })]
    : [
        upsample(`${name}_nearest`, 2),
        conv(name, filters, { kernel: 5, stride: 1, useBias: false }),
      ];
}

/** The filters beside the image; `--width 2` makes them those of the paper's figure 1. */
const BASE = 64;
/** The most filters of a layer. A layer of 1,024 filters at 4 × 4 alone would have 13 million weights. */
const MOST_FILTERS = 512;
/** The fewest transposed convolutions. Images below 32 pixels have a first one that doubles nothing. */
const FEWEST_LAYERS = 3;
/** The most pixels of a feature map with self-attention, as in SAGAN; attention has their square. */
const ATTENTION_PIXELS = 32 * 32;

/** The filters of the layer that is `distance` doublings of filters away from the image. */
function filtersAt(width: number, distance: number): number {
  return scaled(width, Math.min(MOST_FILTERS, BASE * 2 ** distance));
}

/** From a vector to an image. */
export function generatorLayers(settings: NetworkSettings) {
  const { image, width, attention } = settings;
  const { doublings, start } = doublingsTo(image);
  const count = Math.max(FEWEST_LAYERS, doublings);
  const layers = [
    dense('project', start[0] * start[1] * filtersAt(width, count - 1), { useBias: false }),
    batchNorm('norm_1'),
    leakyReLU('leaky_1'),
    reshape('reshape', [...start, filtersAt(width, count - 1)]),
  ];
  const attended = attentionDoublings(image);
  for (let i = 1; i < count; i++) {
    const filters = filtersAt(width, count - 1 - i);
    layers.push(
      ...(i > count - doublings
        ? double(settings, `up_${i}`, filters)
        : [convTranspose(`up_${i}`, filters, { kernel: 5, stride: 1, useBias: false })]),
      batchNorm(`norm_${i + 1}`),
      leakyReLU(`leaky_${i + 1}`),
    );
    if (attention && count - i === attended) layers.push(selfAttention('attention'));
  }
  return [...layers, ...double(settings, `up_${count}`, image[2]), tanh('image')];
}

/** From an image to features, [batch, features]. */
export function discriminatorLayers({
  image,
  width,
  spectralNorm: spectral,
  attention,
  minibatchStddev: deviation,
}: NetworkSettings) {
  const attended = attentionDoublings(image);
  const layers: tf.layers.Layer[] = [];
  for (let i = 1; i <= doublingsTo(image).doublings; i++) {
    layers.push(
      conv(`down_${i}`, filtersAt(width, i - 1), { kernel: 5, stride: 2, spectral }),
      leakyReLU(`leaky_${i}`),
      dropout(`dropout_${i}`, 0.3),
    );
    if (attention && i === attended) layers.push(selfAttention('attention'));
  }
  if (deviation) layers.push(minibatchStddev('deviation'));
  return [...layers, flatten('flatten')];
}

/** How often an image is halved to the largest feature map that has at most ATTENTION_PIXELS. */
function attentionDoublings([height, width]: ImageShape): number {
  return Math.max(1, Math.ceil(Math.log2((height * width) / ATTENTION_PIXELS) / 2));
}

/** The optional parts of DCGAN's networks. */
export const dcganParts = ['spectralNorm', 'attention', 'minibatchStddev', 'upsampling'] as const;

export const dcganInitialization: Initialization = {
  kernel: { kind: 'normal', mean: 0, stddev: 0.02 },
  gamma: { kind: 'normal', mean: 1, stddev: 0.02 },
};

export const dcgan: GanVariant = {
  name: 'dcgan',
  source: 'Radford, Metz & Chintala 2016, section 3 and figure 1',
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

/**
 * WaveGAN: DCGAN on waveforms. Windows of length 25 and strides of 4 take the place of 5 × 5 and 2 × 2.
 * The depth follows the length of the sounds, which begin at 8 to 31 samples; 16,384 is the paper's.
 */
import type * as tf from '@tensorflow/tfjs';
import { CoreError } from '../errors.ts';
import {
  conv1d,
  conv1dTranspose,
  dense,
  flatten,
  leakyReLU,
  phaseShuffle,
  relu,
  reshape,
  tanh,
  upsample1d,
} from '../layers/index.ts';
import { sequence } from '../models/chain.ts';
import { scaled } from './sizes.ts';
import type { GanVariant, NetworkSettings } from './variant.ts';

/** The filters beside the sound; those of each further layer are twice as many. */
const BASE = 64;
/** The stride of every layer, and the samples at which upsampling begins, at least. */
const STRIDE = 4;
const LEAST_START = 8;
const window = { kernel: 25, stride: STRIDE };

interface Depth {
  readonly layers: number;
  /** The length at which the generator begins. */
  readonly start: number;
}

/** @throws CoreError 'data-mismatch' for a length that no such network makes, with the nearest */
function depthFor(length: number): Depth {
  const layers = Math.floor(Math.log(length / LEAST_START) / Math.log(STRIDE));
  const unit = STRIDE ** Math.max(1, layers);
  if (layers >= 1 && length % unit === 0) return { layers, start: length / unit };
  const nearest = unit * Math.max(LEAST_START, Math.round(length / unit));
  const message = `wavegan: cannot make sounds of ${length} samples; set --length to ${nearest}, a multiple of ${unit}`;
  throw new CoreError('data-mismatch', message);
}

/** The filters of the layer that is `distance` layers away from the sound. */
const filtersAt = (width: number, distance: number) => scaled(width, BASE * 2 ** distance);

/** The length of a sound. */
export const lengthOf = ({ sample: [length = 0] }: Pick<NetworkSettings, 'sample'>) => length;

/** Layers that multiply the length by 4. */
function enlarge({ upsampling }: NetworkSettings, name: string, filters: number) {
  return upsampling === 'transposed'
    ? [conv1dTranspose(name, filters, window)]
    : [upsample1d(`${name}_nearest`, STRIDE), conv1d(name, filters, { ...window, stride: 1 })];
}

/** From a vector to a sound. */
export function soundGeneratorLayers(settings: NetworkSettings) {
  const { width, postFilter = 0 } = settings;
  const { layers: count, start } = depthFor(lengthOf(settings));
  const first = filtersAt(width, count - 1);
  const layers = [
    dense('project', start * first),
    reshape('reshape', [1, start, first]),
    relu('relu_1'),
  ];
  for (let i = 1; i < count; i++) {
    const filters = filtersAt(width, count - 1 - i);
    layers.push(...enlarge(settings, `up_${i}`, filters), relu(`relu_${i + 1}`));
  }
  layers.push(...enlarge(settings, `up_${count}`, 1), tanh('tanh'));
  if (postFilter > 0) {
    layers.push(conv1d('filter', 1, { kernel: postFilter, stride: 1, useBias: false }));
  }
  return [...layers, reshape('audio', [...settings.sample])];
}

/** From a sound of one row, [1, length, channels], to a logit. */
export function soundDiscriminatorLayers(settings: NetworkSettings) {
  const { width, phaseShuffle: most = 0 } = settings;
  const { layers: count } = depthFor(lengthOf(settings));
  const layers: tf.layers.Layer[] = [];
  for (let i = 1; i <= count; i++) {
    layers.push(conv1d(`down_${i}`, filtersAt(width, i - 1), window), leakyReLU(`leaky_${i}`));
    if (most > 0 && i < count) layers.push(phaseShuffle(`shuffle_${i}`, most));
  }
  return [...layers, flatten('flatten'), dense('logit', 1)];
}

/** The settings of the paper, for sound effects; those of SpecGAN too. */
export const soundDefaults = {
  data: 'sfx',
  loss: 'wgan-gp',
  length: 16_384,
  sampleRate: 16_000,
  slice: 'random',
  loudness: 'keep',
} as const;

export const waveganDefaults = { ...soundDefaults, phaseShuffle: 2 } as const;

/** The optional parts of WaveGAN's networks. */
export const waveganParts = ['upsampling', 'phaseShuffle', 'postFilter'] as const;

export const wavegan: GanVariant = {
  name: 'wavegan',
  source: 'Donahue, McAuley & Puckette 2019, section 3 and tables 3 and 4',
  task: 'generation',
  kinds: ['audio'],
  noise: 'uniform',
  networks: (settings) => ({
    generator: sequence('noise', [settings.latent], () => soundGeneratorLayers(settings)),
    discriminator: sequence('audio', [lengthOf(settings), settings.pac], () => [
      reshape('waves', [1, lengthOf(settings), settings.pac]),
      ...soundDiscriminatorLayers(settings),
    ]),
  }),
  initialization: { kernel: { kind: 'glorot' } },
  defaults: waveganDefaults,
  parts: waveganParts,
};

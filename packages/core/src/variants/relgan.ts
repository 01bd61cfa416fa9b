/**
 * RelGAN: a relational memory writes text one character after another, and a discriminator judges it by
 * several embeddings, each with convolutions of its own over the line. The generator learns by maximum
 * likelihood first, then from the discriminator, through draws that the temperature makes differentiable.
 */
import { CoreError } from '../errors.ts';
import {
  channelsAsRows,
  concat,
  conv1d,
  dense,
  dropout,
  gumbel,
  highway,
  maxAlong,
  relu,
  reshape,
  textWriter,
} from '../layers/index.ts';
import { chain, sequence } from '../models/chain.ts';
import type { NetworkDescription } from '../models/description.ts';
import { textSizes } from './chargan.ts';
import { scaled } from './sizes.ts';
import type { GanVariant, NetworkSettings } from './variant.ts';

/** The windows of the discriminator's convolutions, in characters. */
const WINDOWS = [2, 3, 4, 5];

function generator(settings: NetworkSettings): NetworkDescription {
  const {
    latent,
    width,
    memorySlots: slots = 1,
    memoryHeads: heads = 2,
    headSize = 256,
  } = settings;
  const { length, characters } = textSizes(settings);
  return sequence('noise', [latent], () => [
    reshape('line', [length, characters]),
    gumbel('gumbel'),
    textWriter('text', {
      slots,
      heads,
      headSize: scaled(width, headSize),
      embedding: scaled(width, 32),
    }),
  ]);
}

/** @throws CoreError 'data-mismatch' for lines shorter than the longest window */
function discriminator(settings: NetworkSettings): NetworkDescription {
  const { width, pac } = settings;
  const { length, characters } = textSizes(settings);
  const shortest = Math.max(...WINDOWS);
  if (length < shortest) {
    const message = `relgan: its discriminator compares ${shortest} characters at a time; lines have ${length}; give a longer --length`;
    throw new CoreError('data-mismatch', message);
  }
  return {
    inputs: { text: { shape: [length, characters * pac] } },
    outputs: (input) => {
      const rows = chain(input('text'), [
        reshape('row', [1, length, characters * pac]),
        conv1d('embed', scaled(width, 64), { kernel: 1, stride: 1, useBias: false }),
        channelsAsRows('embeddings'),
      ]);
      const features = WINDOWS.map((kernel) =>
        chain(rows, [
          conv1d(`conv_${kernel}`, scaled(width, 300), { kernel, stride: 1, padding: 'valid' }),
          relu(`relu_${kernel}`),
          maxAlong(`max_${kernel}`),
        ]),
      );
      return chain(concat('features').apply(features) as never, [
        highway('highway'),
        dropout('dropout', 0.25),
        dense('dense', scaled(width, 100)),
        dense('logit', 1),
      ]);
    },
  };
}

export const relgan: GanVariant = {
  name: 'relgan',
  source: 'Nie, Narodytska & Patel 2019, section 2',
  task: 'generation',
  kinds: ['text'],
  noise: 'uniform',
  // A number for each character of each place, which becomes Gumbel noise.
  latentOf: ([length = 0, characters = 0]) => length * characters,
  pretraining: 'likelihood',
  networks: (settings) => ({
    generator: generator(settings),
    discriminator: discriminator(settings),
  }),
  initialization: { kernel: { kind: 'glorot' } },
  defaults: {
    data: 'words',
    loss: 'rsgan',
    length: 32,
    pretrainSteps: 8000,
    discriminatorSteps: 5,
    generatorLearningRate: 1e-4,
    discriminatorLearningRate: 1e-4,
    beta1: 0.9,
    beta2: 0.999,
    clipNorm: 5,
    pretrainLearningRate: 1e-2,
    temperatureMax: 100,
    memorySlots: 1,
    memoryHeads: 2,
    headSize: 256,
  },
  parts: [],
};

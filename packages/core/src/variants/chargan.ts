/**
 * The character GAN of WGAN-GP: residual blocks of convolutions along the line, and a softmax over the
 * vocabulary. The critic judges the probabilities themselves, so that gradients reach the generator.
 */
import { conv1d, dense, flatten, relu, reshape, residual, softmax } from '../layers/index.ts';
import { sequence } from '../models/chain.ts';
import { scaled } from './sizes.ts';
import type { GanVariant, NetworkSettings } from './variant.ts';

/** The filters of every convolution. */
const FILTERS = 512;
const BLOCKS = 5;
const window = { kernel: 5, stride: 1 };

/** The length of a line and the size of the vocabulary. */
export const textSizes = ({ sample: [length = 0, characters = 0] }: NetworkSettings) => ({
  length,
  characters,
});

/** ReLU, convolution, twice; scaled by 0.3 before the sum. */
function blocks(filters: number) {
  return Array.from({ length: BLOCKS }, (_, i) =>
    residual(
      `block_${i + 1}`,
      [
        relu('relu_1'),
        conv1d('conv_1', filters, window),
        relu('relu_2'),
        conv1d('conv_2', filters, window),
      ],
      { scale: 0.3 },
    ),
  );
}

/** From a vector to the probabilities of every character. */
export function textGeneratorLayers(settings: NetworkSettings) {
  const { length, characters } = textSizes(settings);
  const filters = scaled(settings.width, FILTERS);
  return [
    dense('project', length * filters),
    reshape('reshape', [1, length, filters]),
    ...blocks(filters),
    conv1d('characters', characters, { kernel: 1, stride: 1 }),
    reshape('line', [length, characters]),
    softmax('text'),
  ];
}

/** From a line of one row, [1, length, characters], to a logit. */
export function textDiscriminatorLayers({ width }: NetworkSettings) {
  const filters = scaled(width, FILTERS);
  return [
    conv1d('embed', filters, { kernel: 1, stride: 1 }),
    ...blocks(filters),
    flatten('flatten'),
    dense('logit', 1),
  ];
}

/** The settings of the paper, for English words. */
export const charganDefaults = { data: 'words', loss: 'wgan-gp', length: 32, latent: 128 } as const;

export const chargan: GanVariant = {
  name: 'chargan',
  source: 'Gulrajani et al. 2017, section 5.4',
  task: 'generation',
  kinds: ['text'],
  networks: (settings) => {
    const { length, characters } = textSizes(settings);
    const packed = characters * settings.pac;
    return {
      generator: sequence('noise', [settings.latent], () => textGeneratorLayers(settings)),
      discriminator: sequence('text', [length, packed], () => [
        reshape('row', [1, length, packed]),
        ...textDiscriminatorLayers(settings),
      ]),
    };
  },
  initialization: { kernel: { kind: 'glorot' } },
  defaults: charganDefaults,
  parts: [],
};

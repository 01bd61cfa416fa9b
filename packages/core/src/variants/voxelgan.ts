/**
 * A GAN of volumes after 3DGAN, of showers in a calorimeter: the energy multiplies the noise, the discriminator
 * estimates the energy from the volume, and the sum of the cells must be the one that the data have at this
 * energy. There are fewer filters than in the paper, and means of cubes between the convolutions of the
 * discriminator. No convolution has strides: WebGPU has no gradient for those.
 */
import type * as tf from '@tensorflow/tfjs';
import { greatestOf } from '../data/condition.ts';
import { CoreError } from '../errors.ts';
import {
  averagePool3d,
  batchNorm,
  concat,
  conv3d,
  dense,
  dropout,
  flatten,
  leakyReLU,
  multiply,
  relu,
  reshape,
  scale,
  total,
  upsample3d,
} from '../layers/index.ts';
import { chain } from '../models/chain.ts';
import type { NetworkDescription } from '../models/description.ts';
import { scaled } from './sizes.ts';
import type { GanVariant, NetworkSettings } from './variant.ts';

/** Two layers that double the sides, and one without padding that takes at least a cell away. */
const SMALLEST = 4;

/** The sides that the dense layer makes, and the window that cuts them to size at the end. */
function sidesOf({ sample }: NetworkSettings) {
  const sides = sample.slice(0, 3);
  if (sides.some((side) => side < SMALLEST)) {
    const message = `voxelgan: makes volumes whose sides are at least ${SMALLEST}; these are ${sides.join(' × ')} cells; bin them again`;
    throw new CoreError('data-mismatch', message);
  }
  const start = sides.map((side) => Math.floor(side / 4) + 1);
  const window = sides.map((side, i) => 4 * (start[i] ?? 0) - side + 1);
  return { start, window: window as [number, number, number] };
}

function generator(settings: NetworkSettings): NetworkDescription {
  const { latent, width, calibration, condition } = settings;
  const { start, window } = sidesOf(settings);
  const first = scaled(width, 16);
  const stage = (number: number, filters: number) => [
    conv3d(`conv_${number}`, scaled(width, filters), { kernel: 3, stride: 1 }),
    leakyReLU(`leaky_${number}`),
    batchNorm(`norm_${number}`),
  ];
  return {
    inputs: { noise: { shape: [latent] }, condition: { shape: [1] } },
    outputs: (input) => {
      const energy = chain(input('condition'), [scale('share', 1 / greatestOf(condition))]);
      const noise = multiply('noise_of_energy').apply([input('noise'), energy]);
      const joined = concat('joined').apply([noise as tf.SymbolicTensor, energy]);
      return chain(joined as tf.SymbolicTensor, [
        dense(
          'project',
          start.reduce((product, side) => product * side, first),
        ),
        reshape('reshape', [...start, first]),
        ...stage(1, 64),
        upsample3d('up_1', 2),
        ...stage(2, 16),
        upsample3d('up_2', 2),
        conv3d('conv_3', scaled(width, 8), { kernel: 3, stride: 1 }),
        leakyReLU('leaky_3'),
        conv3d('conv_4', 1, { kernel: window, stride: 1, padding: 'valid', useBias: false }),
        relu('cells'),
        scale('volume', calibration?.cell ?? 1),
      ]);
    },
  };
}

function discriminator(settings: NetworkSettings): NetworkDescription {
  const { width, calibration, condition } = settings;
  const block = (number: number, filters: number, kernel: number) => [
    conv3d(`conv_${number}`, scaled(width, filters), { kernel, stride: 1 }),
    leakyReLU(`leaky_${number}`),
    dropout(`dropout_${number}`, 0.2),
  ];
  return {
    inputs: { volume: { shape: settings.sample } },
    outputs: (input) => {
      const features = chain(input('volume'), [
        scale('cells', 1 / (calibration?.cell ?? 1)),
        ...block(1, 16, 5),
        averagePool3d('pool_1', 2),
        ...block(2, 16, 5),
        ...block(3, 32, 3),
        averagePool3d('pool_2', 2),
        ...block(4, 32, 3),
        flatten('flatten'),
      ]);
      return [
        chain(features, [dense('logit', 1)]),
        chain(features, [dense('share', 1), scale('condition', greatestOf(condition))]),
        chain(input('volume'), [total('sum'), scale('total', 1 / (calibration?.response ?? 1))]),
      ];
    },
  };
}

export const voxelgan: GanVariant = {
  name: 'voxelgan',
  source: 'Khattak et al. 2022, section 4 (3DGAN), with fewer filters',
  task: 'generation',
  kinds: ['volumes'],
  conditioned: true,
  networks: (settings) => ({
    generator: generator(settings),
    discriminator: discriminator(settings),
  }),
  initialization: { kernel: { kind: 'glorot' } },
  defaults: { data: 'showers', latent: 200, batchSize: 32, conditionWeight: 3 },
};

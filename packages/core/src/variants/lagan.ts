/**
 * LAGAN, the location-aware GAN of jet images: pixels far from the middle of a jet have other statistics
 * than those near it, so most layers share no weights between places. The class multiplies the noise, the
 * discriminator predicts it and sees how alike the samples of a batch are. ReLU makes pixels that are
 * exactly zero.
 */
import type * as tf from '@tensorflow/tfjs';
import { CoreError } from '../errors.ts';
import {
  averagePool,
  batchNorm,
  conv,
  dense,
  dropout,
  flatten,
  leakyReLU,
  locallyConnected,
  minibatchDiscrimination,
  multiply,
  oneHot,
  relu,
  reshape,
  upsample,
} from '../layers/index.ts';
import { chain } from '../models/chain.ts';
import type { NetworkDescription } from '../models/description.ts';
import { scaled } from './sizes.ts';
import type { GanVariant, NetworkSettings } from './variant.ts';

/** Two layers that double the size, and two without padding that take 3 pixels away. */
const SMALLEST_START = 3;

/** @throws CoreError 'data-mismatch' for a size that no such network makes */
function startOf({ sample: [height = 0, width = 0] }: NetworkSettings): [number, number] {
  const start: [number, number] = [(height + 3) / 4, (width + 3) / 4];
  if (start.every((side) => Number.isInteger(side) && side >= SMALLEST_START)) return start;
  const message = `lagan: makes jets whose sides are 9, 13, 17, 21, 25 or another 4 more; these are ${height} × ${width} pixels; bin them again`;
  throw new CoreError('data-mismatch', message);
}

function generator(settings: NetworkSettings): NetworkDescription {
  const { latent, width } = settings;
  const [rows, columns] = startOf(settings);
  const first = scaled(width, 128);
  return {
    inputs: { noise: { shape: [latent] }, label: { shape: [], dtype: 'int32' } },
    outputs: (input) => {
      const embedded = chain(input('label'), [
        oneHot('one_hot', settings.classes),
        dense('embedding', latent, { useBias: false }),
      ]);
      const noise = multiply('noise_of_class').apply([input('noise'), embedded]);
      return chain(noise as tf.SymbolicTensor, [
        dense('project', rows * columns * first),
        reshape('reshape', [rows, columns, first]),
        conv('conv_1', scaled(width, 64), { kernel: 5, stride: 1 }),
        leakyReLU('leaky_1'),
        batchNorm('norm_1'),
        upsample('up_1', 2),
        locallyConnected('local_2', scaled(width, 6), { kernel: 5, padding: 2 }),
        leakyReLU('leaky_2'),
        batchNorm('norm_2'),
        upsample('up_2', 2),
        locallyConnected('local_3', scaled(width, 6), { kernel: 3 }),
        leakyReLU('leaky_3'),
        locallyConnected('local_4', 1, { kernel: 2, useBias: false }),
        relu('jet'),
      ]);
    },
  };
}

function discriminator(settings: NetworkSettings): NetworkDescription {
  const { width } = settings;
  const block = (number: number, kernel: number, stride = 1) => [
    locallyConnected(`local_${number}`, scaled(width, 8), { kernel, stride, padding: 1 }),
    leakyReLU(`leaky_${number}`),
    batchNorm(`norm_${number}`),
    dropout(`dropout_${number}`, 0.2),
  ];
  return {
    inputs: { jet: { shape: settings.sample } },
    outputs: (input) => {
      const features = chain(input('jet'), [
        conv('conv_1', scaled(width, 32), { kernel: 5, stride: 1 }),
        leakyReLU('leaky_1'),
        dropout('dropout_1', 0.2),
        ...block(2, 5, 2),
        ...block(3, 5),
        ...block(4, 3),
        averagePool('pool', 2),
        flatten('flatten'),
        minibatchDiscrimination('closeness', 20, 10),
      ]);
      return [
        chain(features, [dense('logit', 1)]),
        chain(features, [dense('class', settings.classes)]),
      ];
    },
  };
}

export const lagan: GanVariant = {
  name: 'lagan',
  source: 'de Oliveira, Paganini & Nachman 2017, section 3',
  task: 'generation',
  kinds: ['jets'],
  labeled: true,
  networks: (settings) => ({
    generator: generator(settings),
    discriminator: discriminator(settings),
  }),
  initialization: { kernel: { kind: 'glorot' }, kernels: { kind: 'glorot-each' } },
  defaults: { data: 'jets', latent: 200, batchSize: 100 },
};

/**
 * Networks with the class as an additional input, as in the conditional GAN (Mirza & Osindero 2014, section
 * 3). The one-hot label is concatenated to the noise, and to the sample as constant channels.
 */
import type * as tf from '@tensorflow/tfjs';
import { concat, oneHot, planes } from '../layers/index.ts';
import { chain } from '../models/chain.ts';
import type { NetworkDescription } from '../models/description.ts';
import type { NetworkSettings } from './variant.ts';

/** Makes the layers of a network, new ones in each call. */
type Layers = (settings: NetworkSettings) => readonly tf.layers.Layer[];

/** Class numbers, [batch]. */
const label = { shape: [], dtype: 'int32' } as const;

/** A generator with the inputs noise and label. */
export function labeledGenerator(settings: NetworkSettings, layers: Layers): NetworkDescription {
  return {
    inputs: { noise: { shape: [settings.latent] }, label },
    outputs: (input) => {
      const vector = oneHot('one_hot', settings.classes).apply(input('label'));
      const joined = concat('noise_and_label').apply([input('noise'), vector as never]);
      return chain(joined as never, layers(settings));
    },
  };
}

interface Samples {
  /** The name of their input. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Makes the layers that make images, [height, width, channels], of samples that are none. */
  readonly toImages?: () => readonly tf.layers.Layer[];
}

/** A discriminator with the inputs samples and label. */
export function labeledDiscriminator(
  settings: NetworkSettings,
  { name, shape, toImages = () => [] }: Samples,
  layers: Layers,
): NetworkDescription {
  return {
    inputs: { [name]: { shape }, label },
    outputs: (input) => {
      const vector = oneHot('one_hot', settings.classes).apply(input('label'));
      const images = chain(input(name), toImages());
      const joined = planes('planes').apply([images, vector as never]);
      return chain(joined as never, layers(settings));
    },
  };
}

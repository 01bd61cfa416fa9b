/**
 * The conditional GAN: DCGAN with the class as an additional input of both networks. The one-hot label is
 * concatenated to the noise, and to the image as constant planes.
 */
import { concat, dense, oneHot, planes } from '../layers/index.ts';
import { chain } from '../models/chain.ts';
import type { NetworkDescription } from '../models/description.ts';
import { dcganInitialization, dcganParts, discriminatorLayers, generatorLayers } from './dcgan.ts';
import { packed } from './sizes.ts';
import type { GanVariant, NetworkSettings } from './variant.ts';

/** Class numbers, [batch]. */
const label = { shape: [], dtype: 'int32' } as const;

/** DCGAN's generator with the inputs noise and label. */
export function labeledGenerator(settings: NetworkSettings): NetworkDescription {
  return {
    inputs: { noise: { shape: [settings.latent] }, label },
    outputs: (input) => {
      const vector = oneHot('one_hot', settings.classes).apply(input('label'));
      const joined = concat('noise_and_label').apply([input('noise'), vector as never]);
      return chain(joined as never, generatorLayers(settings));
    },
  };
}

export const cgan: GanVariant = {
  name: 'cgan',
  source: 'Mirza & Osindero 2014, section 3, on the networks of DCGAN',
  task: 'generation',
  labeled: true,
  networks: (settings) => ({
    generator: labeledGenerator(settings),
    discriminator: {
      inputs: { image: { shape: packed(settings.image, settings.pac) }, label },
      outputs: (input) => {
        const vector = oneHot('one_hot', settings.classes).apply(input('label'));
        const joined = planes('planes').apply([input('image'), vector as never]);
        return chain(joined as never, [
          ...discriminatorLayers(settings),
          dense('logit', 1, { spectral: settings.spectralNorm }),
        ]);
      },
    },
  }),
  initialization: dcganInitialization,
  parts: dcganParts,
};

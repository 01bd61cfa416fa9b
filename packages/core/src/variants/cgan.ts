/**
 * The conditional GAN: DCGAN with the class as an additional input of both networks. The one-hot label is
 * concatenated to the noise, and to the image as constant planes.
 */
import { dense } from '../layers/index.ts';
import { dcganInitialization, dcganParts, discriminatorLayers, generatorLayers } from './dcgan.ts';
import { labeledDiscriminator, labeledGenerator } from './labeled.ts';
import { packed } from './sizes.ts';
import type { GanVariant } from './variant.ts';

export const cgan: GanVariant = {
  name: 'cgan',
  source: 'Mirza & Osindero 2014, section 3, on the networks of DCGAN',
  task: 'generation',
  labeled: true,
  networks: (settings) => ({
    generator: labeledGenerator(settings, generatorLayers),
    discriminator: labeledDiscriminator(
      settings,
      { name: 'image', shape: packed(settings.image, settings.pac) },
      () => [
        ...discriminatorLayers(settings),
        dense('logit', 1, { spectral: settings.spectralNorm }),
      ],
    ),
  }),
  initialization: dcganInitialization,
  parts: dcganParts,
};

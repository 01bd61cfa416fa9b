/**
 * The conditional character GAN: the character GAN with the class as an additional input of both
 * networks, as in the conditional GAN of images. The one-hot label is concatenated to the noise, and to
 * the line as constant channels.
 */
import { reshape } from '../layers/index.ts';
import {
  chargan,
  charganDefaults,
  textDiscriminatorLayers,
  textGeneratorLayers,
  textSizes,
} from './chargan.ts';
import { labeledDiscriminator, labeledGenerator } from './labeled.ts';
import type { GanVariant } from './variant.ts';

export const cchargan: GanVariant = {
  name: 'cchargan',
  source: 'Mirza & Osindero 2014, section 3, on the networks of the character GAN',
  task: 'generation',
  kinds: ['text'],
  labeled: true,
  networks: (settings) => ({
    generator: labeledGenerator(settings, textGeneratorLayers),
    discriminator: labeledDiscriminator(
      settings,
      {
        name: 'text',
        shape: settings.sample,
        toImages: () => {
          const { length, characters } = textSizes(settings);
          return [reshape('row', [1, length, characters])];
        },
      },
      textDiscriminatorLayers,
    ),
  }),
  initialization: chargan.initialization,
  defaults: { ...charganDefaults, data: 'names' },
  parts: [],
};

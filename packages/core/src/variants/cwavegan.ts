/**
 * The conditional WaveGAN: WaveGAN with the class as an additional input of both networks, as in the
 * conditional GAN of images. The one-hot label is concatenated to the noise, and to the sound as constant
 * channels.
 */
import { reshape } from '../layers/index.ts';
import { labeledDiscriminator, labeledGenerator } from './labeled.ts';
import type { GanVariant } from './variant.ts';
import {
  lengthOf,
  soundDiscriminatorLayers,
  soundGeneratorLayers,
  wavegan,
  waveganDefaults,
  waveganParts,
} from './wavegan.ts';

export const cwavegan: GanVariant = {
  name: 'cwavegan',
  source: 'Mirza & Osindero 2014, section 3, on the networks of WaveGAN',
  task: 'generation',
  kinds: ['audio'],
  noise: 'uniform',
  labeled: true,
  networks: (settings) => ({
    generator: labeledGenerator(settings, soundGeneratorLayers),
    discriminator: labeledDiscriminator(
      settings,
      {
        name: 'audio',
        shape: settings.sample,
        toImages: () => [reshape('waves', [1, lengthOf(settings), 1])],
      },
      soundDiscriminatorLayers,
    ),
  }),
  initialization: wavegan.initialization,
  defaults: waveganDefaults,
  parts: waveganParts,
};

/**
 * The conditional SpecGAN: SpecGAN with the class as an additional input of both networks, as in the
 * conditional GAN of images. The one-hot label is concatenated to the noise, and to the image of the sound
 * as constant channels.
 */
import { labeledDiscriminator, labeledGenerator } from './labeled.ts';
import {
  logSpectrograms,
  specgan,
  SPECTROGRAM,
  spectrogramDiscriminatorLayers,
  spectrogramGeneratorLayers,
  spectrogramShape,
} from './specgan.ts';
import type { GanVariant } from './variant.ts';
import { soundDefaults } from './wavegan.ts';

export const cspecgan: GanVariant = {
  name: 'cspecgan',
  source: 'Mirza & Osindero 2014, section 3, on the networks of SpecGAN',
  task: 'generation',
  kinds: ['audio'],
  noise: 'uniform',
  labeled: true,
  representation: logSpectrograms,
  networks: (settings) => ({
    generator: labeledGenerator(settings, spectrogramGeneratorLayers),
    discriminator: labeledDiscriminator(
      settings,
      { name: SPECTROGRAM, shape: spectrogramShape(settings) },
      spectrogramDiscriminatorLayers,
    ),
  }),
  initialization: specgan.initialization,
  defaults: soundDefaults,
  parts: [],
};

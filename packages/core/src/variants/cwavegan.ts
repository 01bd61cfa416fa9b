/**
 * The conditional WaveGAN: WaveGAN with the class as an additional input of both networks, as in the
 * conditional GAN of images. The one-hot label is concatenated to the noise, and to the sound as constant
 * channels.
 */
import { concat, oneHot, planes, reshape } from '../layers/index.ts';
import { chain } from '../models/chain.ts';
import type { GanVariant } from './variant.ts';
import {
  lengthOf,
  soundDiscriminatorLayers,
  soundGeneratorLayers,
  wavegan,
  waveganDefaults,
  waveganParts,
} from './wavegan.ts';

/** Class numbers, [batch]. */
const label = { shape: [], dtype: 'int32' } as const;

export const cwavegan: GanVariant = {
  name: 'cwavegan',
  source: 'Mirza & Osindero 2014, section 3, on the networks of WaveGAN',
  task: 'generation',
  kinds: ['audio'],
  noise: 'uniform',
  labeled: true,
  networks: (settings) => ({
    generator: {
      inputs: { noise: { shape: [settings.latent] }, label },
      outputs: (input) => {
        const vector = oneHot('one_hot', settings.classes).apply(input('label'));
        const joined = concat('noise_and_label').apply([input('noise'), vector as never]);
        return chain(joined as never, soundGeneratorLayers(settings));
      },
    },
    discriminator: {
      inputs: { audio: { shape: settings.sample }, label },
      outputs: (input) => {
        const vector = oneHot('one_hot', settings.classes).apply(input('label'));
        const waves = reshape('waves', [1, lengthOf(settings), 1]).apply(input('audio'));
        const joined = planes('planes').apply([waves as never, vector as never]);
        return chain(joined as never, soundDiscriminatorLayers(settings));
      },
    },
  }),
  initialization: wavegan.initialization,
  defaults: waveganDefaults,
  parts: waveganParts,
};

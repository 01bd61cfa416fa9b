/**
 * The conditional character GAN: the character GAN with the class as an additional input of both
 * networks, as in the conditional GAN of images. The one-hot label is concatenated to the noise, and to
 * the line as constant channels.
 */
import { concat, oneHot, planes, reshape } from '../layers/index.ts';
import { chain } from '../models/chain.ts';
import {
  chargan,
  charganDefaults,
  textDiscriminatorLayers,
  textGeneratorLayers,
  textSizes,
} from './chargan.ts';
import type { GanVariant } from './variant.ts';

/** Class numbers, [batch]. */
const label = { shape: [], dtype: 'int32' } as const;

export const cchargan: GanVariant = {
  name: 'cchargan',
  source: 'Mirza & Osindero 2014, section 3, on the networks of the character GAN',
  task: 'generation',
  kinds: ['text'],
  labeled: true,
  networks: (settings) => ({
    generator: {
      inputs: { noise: { shape: [settings.latent] }, label },
      outputs: (input) => {
        const vector = oneHot('one_hot', settings.classes).apply(input('label'));
        const joined = concat('noise_and_label').apply([input('noise'), vector as never]);
        return chain(joined as never, textGeneratorLayers(settings));
      },
    },
    discriminator: {
      inputs: { text: { shape: settings.sample }, label },
      outputs: (input) => {
        const { length, characters } = textSizes(settings);
        const vector = oneHot('one_hot', settings.classes).apply(input('label'));
        const row = reshape('row', [1, length, characters]).apply(input('text'));
        const joined = planes('planes').apply([row as never, vector as never]);
        return chain(joined as never, textDiscriminatorLayers(settings));
      },
    },
  }),
  initialization: chargan.initialization,
  defaults: { ...charganDefaults, data: 'names' },
  parts: [],
};

/** ACGAN: the discriminator does not get the class as an input; it predicts the class. */
import type * as tf from '@tensorflow/tfjs';
import { dense } from '../layers/index.ts';
import { chain } from '../models/chain.ts';
import { dcganInitialization, dcganParts, discriminatorLayers, generatorLayers } from './dcgan.ts';
import { labeledGenerator } from './labeled.ts';
import type { GanVariant } from './variant.ts';

export const acgan: GanVariant = {
  name: 'acgan',
  source: 'Odena, Olah & Shlens 2017, section 3, on the networks of DCGAN',
  task: 'generation',
  labeled: true,
  networks: (settings) => ({
    generator: labeledGenerator(settings, generatorLayers),
    discriminator: {
      inputs: { image: { shape: settings.image } },
      outputs: (input) => {
        const features = chain(input('image'), discriminatorLayers(settings));
        const head = (name: string, units: number) =>
          dense(name, units, { spectral: settings.spectralNorm }).apply(
            features,
          ) as tf.SymbolicTensor;
        return [head('logit', 1), head('class', settings.classes)];
      },
    },
  }),
  initialization: dcganInitialization,
  parts: dcganParts,
};

/** The standard GAN: both networks are multilayer perceptrons. */
import { batchNorm, dense, flatten, leakyReLU, reshape, tanh } from '../layers/index.ts';
import { sequence } from '../models/chain.ts';
import { packed, scaled } from './sizes.ts';
import type { GanVariant } from './variant.ts';

/** The units of the generator's hidden layers. */
const hiddenUnits = [256, 512, 1024];

export const mlp: GanVariant = {
  name: 'mlp',
  source:
    'Goodfellow et al. 2014; layers of common tutorials, batch normalization in the generator',
  task: 'generation',
  networks: ({ image, latent, width, spectralNorm: spectral, pac }) => ({
    generator: sequence('noise', [latent], () => [
      ...hiddenUnits.flatMap((units, i) => [
        dense(`dense_${i + 1}`, scaled(width, units)),
        batchNorm(`norm_${i + 1}`),
        leakyReLU(`leaky_${i + 1}`),
      ]),
      dense('pixels', image[0] * image[1] * image[2]),
      tanh('tanh'),
      reshape('image', [...image]),
    ]),
    discriminator: sequence('image', packed(image, pac), () => [
      flatten('flatten'),
      dense('dense_1', scaled(width, 512), { spectral }),
      leakyReLU('leaky_1'),
      dense('dense_2', scaled(width, 256), { spectral }),
      leakyReLU('leaky_2'),
      dense('logit', 1, { spectral }),
    ]),
  }),
  initialization: { kernel: { kind: 'glorot' } },
  parts: ['spectralNorm'],
};

/** The standard GAN: both networks are multilayer perceptrons. */
import { batchNorm, dense, flatten, leakyReLU, reshape, tanh } from '../layers/common.ts';
import { nonSaturating } from '../losses/loss.ts';
import { adam } from '../optimizers/adam.ts';
import type { GanVariant } from './variant.ts';
import { scaled } from './width.ts';

const optimizer = adam(2e-4, { beta1: 0.5 });

export const mlp: GanVariant = {
  name: 'mlp',
  source: 'Goodfellow et al. 2014; layers as widely taught, batch normalisation in the generator',
  latent: 100,
  generator: ([height, width, channels], factor) => [
    ...[256, 512, 1024].flatMap((units, i) => [
      dense(`dense_${i + 1}`, scaled(factor, units)),
      batchNorm(`norm_${i + 1}`),
      leakyReLU(`leaky_${i + 1}`),
    ]),
    dense('pixels', height * width * channels),
    tanh('tanh'),
    reshape('image', [height, width, channels]),
  ],
  discriminator: (_image, factor) => [
    flatten('flatten'),
    dense('dense_1', scaled(factor, 512)),
    leakyReLU('leaky_1'),
    dense('dense_2', scaled(factor, 256)),
    leakyReLU('leaky_2'),
    dense('logit', 1),
  ],
  initialization: { kernel: { kind: 'glorot' } },
  loss: nonSaturating,
  optimizers: { generator: optimizer, discriminator: optimizer },
};

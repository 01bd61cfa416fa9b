/** DCGAN, the convolutional GAN. */
import { CoreError } from '../errors.ts';
import {
  batchNorm,
  conv,
  convTranspose,
  dense,
  flatten,
  leakyReLU,
  reshape,
} from '../layers/common.ts';
import { dropout } from '../layers/dropout.ts';
import { nonSaturating } from '../losses/loss.ts';
import { adam } from '../optimizers/adam.ts';
import type { GanVariant, ImageShape } from './variant.ts';
import { scaled } from './width.ts';

const optimizer = adam(2e-4, { beta1: 0.5 });

/** The image's size before the two layers that double it. */
function startSize([height, width]: ImageShape): [number, number] {
  if (height % 4 === 0 && width % 4 === 0) return [height / 4, width / 4];
  throw new CoreError(
    'data-mismatch',
    `dcgan makes images whose sides are multiples of 4; these are ${height} × ${width}`,
  );
}

export const dcgan: GanVariant = {
  name: 'dcgan',
  source: 'Radford, Metz & Chintala 2016, section 3; sizes for 28 × 28 images',
  latent: 100,
  generator: (image, width) => {
    const [h, w] = startSize(image);
    const filters = scaled(width, 256);
    return [
      dense('project', h * w * filters, { useBias: false }),
      batchNorm('norm_1'),
      leakyReLU('leaky_1'),
      reshape('reshape', [h, w, filters]),
      convTranspose('up_1', scaled(width, 128), { kernel: 5, stride: 1, useBias: false }),
      batchNorm('norm_2'),
      leakyReLU('leaky_2'),
      convTranspose('up_2', scaled(width, 64), { kernel: 5, stride: 2, useBias: false }),
      batchNorm('norm_3'),
      leakyReLU('leaky_3'),
      convTranspose('image', image[2], {
        kernel: 5,
        stride: 2,
        useBias: false,
        activation: 'tanh',
      }),
    ];
  },
  discriminator: (_image, width) => [
    conv('down_1', scaled(width, 64), { kernel: 5, stride: 2 }),
    leakyReLU('leaky_1'),
    dropout('dropout_1', 0.3),
    conv('down_2', scaled(width, 128), { kernel: 5, stride: 2 }),
    leakyReLU('leaky_2'),
    dropout('dropout_2', 0.3),
    flatten('flatten'),
    dense('logit', 1),
  ],
  initialization: {
    kernel: { kind: 'normal', mean: 0, sd: 0.02 },
    gamma: { kind: 'normal', mean: 1, sd: 0.02 },
  },
  loss: nonSaturating,
  optimizers: { generator: optimizer, discriminator: optimizer },
};

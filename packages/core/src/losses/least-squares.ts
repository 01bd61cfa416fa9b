/**
 * LSGAN (Mao et al. 2017, equation 9 with a = 0, b = c = 1): squared distances in place of
 * cross-entropy. The discriminator's loss is halved and the generator's is not, as in CycleGAN's
 * published code.
 */
import type * as tf from '@tensorflow/tfjs';
import { realLabelOf, type GanLoss } from './loss.ts';

const distanceTo = (label: number, logits: tf.Tensor) =>
  logits.sub(label).square().mean<tf.Scalar>();

export const leastSquares: GanLoss = {
  name: 'lsgan',
  takesLabel: true,
  boundary: 0.5,
  discriminator: (real, generated, options) =>
    distanceTo(realLabelOf(options), real).add(distanceTo(0, generated)).mul(0.5),
  generator: (generated) => distanceTo(1, generated),
};

/**
 * The Wasserstein loss (Arjovsky et al. 2017, algorithm 1): D is a critic whose mean scores are
 * driven apart. It needs a critic that is Lipschitz: by clipped weights, a gradient penalty or
 * spectral norm, which are the caller's to add.
 */
import type * as tf from '@tensorflow/tfjs';
import { refuseLabel, type GanLoss } from './loss.ts';

export const wasserstein: GanLoss = {
  name: 'wgan',
  takesLabel: false,
  boundary: (real, generated) => real.mean().add(generated.mean()).mul<tf.Scalar>(0.5),
  discriminator: (real, generated, options) => {
    refuseLabel('wgan', options);
    return generated.mean().sub(real.mean());
  },
  generator: (generated) => generated.neg().mean(),
};

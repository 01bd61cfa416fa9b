/**
 * The Wasserstein loss (Arjovsky et al. 2017, algorithm 1): the discriminator is a critic that
 * maximizes the difference of its mean scores on real and on generated samples. The critic must be
 * Lipschitz, which the caller ensures: by clipped weights (here), a gradient penalty or spectral norm.
 */
import * as tf from '#tfjs';
import { CoreError } from '../errors.ts';
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

/**
 * Clips all elements of the variables to [−bound, bound] (algorithm 1, line 7).
 *
 * @throws CoreError 'bad-argument' unless the bound is a positive number
 */
export function clipWeights(variables: Iterable<tf.Variable>, bound: number): void {
  if (!(bound > 0 && Number.isFinite(bound))) {
    throw new CoreError('bad-argument', `clip: must be a positive number, got ${bound}`);
  }
  tf.tidy(() => {
    for (const variable of variables) variable.assign(variable.clipByValue(-bound, bound));
  });
}

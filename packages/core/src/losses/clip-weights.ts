/** Weight clipping: how the first Wasserstein GAN keeps its critic Lipschitz. */
import * as tf from '@tensorflow/tfjs';
import { CoreError } from '../errors.ts';

/**
 * Clips every number of the variables to [−bound, bound] (Arjovsky et al. 2017, algorithm 1, line 7).
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

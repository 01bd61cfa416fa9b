/**
 * DRAGAN (Kodali et al. 2017): the gradient's norm should be 1 around the real samples. It is measured
 * at x + 0.5 · s · u, where s is the standard deviation of the whole batch and u is uniform in [0, 1)
 * for each element, as in the authors' code. That code interpolates further between x and this point;
 * this regularizer does not.
 */
import * as tf from '#tfjs';
import { drawUniform } from '../../random/ambient.ts';
import { distanceToUnitNorm, type Regularizer } from './regularizer.ts';

export const dragan: Regularizer = {
  name: 'dragan',
  defaultWeight: 10,
  penalty: ({ critic, real }) => {
    const deviation = tf.moments(real).variance.sqrt();
    const perturbation = drawUniform(real.shape).mul(deviation.mul(0.5));
    return distanceToUnitNorm(critic, real.add(perturbation));
  },
};

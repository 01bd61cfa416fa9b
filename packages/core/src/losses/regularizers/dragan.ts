/**
 * DRAGAN (Kodali et al. 2017): D's slope is to be 1 around the real samples. The variant here: x +
 * 0.5 · s · u, with s the standard deviation of the whole batch and u uniform in [0, 1) for each
 * element, as in the authors' code; without that code's further interpolation between x and this.
 */
import * as tf from '@tensorflow/tfjs';
import { drawUniform } from '../../random/ambient.ts';
import { distanceToUnitSlope, type Regularizer } from './regularizer.ts';

export const dragan: Regularizer = {
  name: 'dragan',
  defaultWeight: 10,
  penalty: ({ critic, real }) => {
    const deviation = tf.moments(real).variance.sqrt();
    const perturbation = drawUniform(real.shape).mul(deviation.mul(0.5));
    return distanceToUnitSlope(critic, real.add(perturbation));
  },
};

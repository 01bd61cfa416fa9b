/**
 * The gradient penalty of WGAN-GP (Gulrajani et al. 2017, algorithm 1): D's slope is to be 1 at
 * points on the lines between real and generated samples, one α uniform in [0, 1) a sample.
 */
import { drawUniform } from '../../random/ambient.ts';
import { distanceToUnitSlope, type Regularizer } from './regularizer.ts';

export const gradientPenalty: Regularizer = {
  name: 'gp',
  defaultWeight: 10,
  penalty: ({ critic, real, generated }) => {
    const alpha = drawUniform(real.shape.map((size, axis) => (axis === 0 ? size : 1)));
    const between = generated.add(alpha.mul(real.sub(generated)));
    return distanceToUnitSlope(critic, between);
  },
};

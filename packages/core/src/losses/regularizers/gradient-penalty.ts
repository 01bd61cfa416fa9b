/**
 * The gradient penalty of WGAN-GP (Gulrajani et al. 2017, algorithm 1): the gradient's norm should be 1
 * at points between real and generated samples. Each sample has an α, uniform in [0, 1).
 */
import { drawUniform } from '../../random/ambient.ts';
import { distanceToUnitNorm, type Regularizer } from './regularizer.ts';

export const gradientPenalty: Regularizer = {
  name: 'gp',
  defaultWeight: 10,
  penalty: ({ critic, real, generated }) => {
    const alpha = drawUniform(real.shape.map((size, axis) => (axis === 0 ? size : 1)));
    const between = generated.add(alpha.mul(real.sub(generated)));
    return distanceToUnitNorm(critic, between);
  },
};

/** R1 (Mescheder et al. 2018, equation 9): half the mean squared gradient norm at real samples; γ = 10. */
import { squaredGradientNorms, type Regularizer } from './regularizer.ts';

export const r1: Regularizer = {
  name: 'r1',
  defaultWeight: 10,
  penalty: ({ critic, real }) => squaredGradientNorms(critic, real).mean().mul(0.5),
};

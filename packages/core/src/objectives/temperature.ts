/**
 * The temperature β of a generator that writes by Gumbel softmax (Nie et al. 2019, section 2.3): from 1 it
 * grows by the same factor in each step and is β_max after the last one, so that the outputs approach
 * one-hot text. It is a weight of the generator without a gradient.
 */
import type * as tf from '@tensorflow/tfjs';
import type { Network } from '../models/network.ts';

/** The factor of one step. */
function growthFactor(most: number, steps: number): number {
  return most ** (1 / Math.max(1, steps));
}

/**
 * What is called at the start of each step; it does nothing for a generator without a temperature.
 *
 * @param most the temperature after `steps` steps
 */
export function createAnnealing({ weights }: Network, most: number, steps: number): () => void {
  const temperatures = [...weights]
    .filter(([name]) => name.split('/').at(-1) === 'temperature')
    .map(([, weight]) => weight);
  const factor = growthFactor(most, steps);
  return () => {
    for (const weight of temperatures) {
      weight.assign(weight.mul<tf.Tensor>(factor).minimum(most));
    }
  };
}

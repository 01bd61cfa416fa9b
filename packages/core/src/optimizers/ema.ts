/**
 * The exponential moving average of a network's weights (Yazıcı et al. 2019 for GANs): images from a
 * generator's average are steadier than those of its last step. Like Adam, variables and one
 * function, so that a traced step carries all of its state. The decay begins small, as TensorFlow's
 * averages that are told the number of updates do: else the first thousands of steps would be an
 * average with the weights of the start.
 */
import * as tf from '@tensorflow/tfjs';
import { CoreError } from '../errors.ts';

export interface Ema {
  /** The averages by the names of the weights, in their order, at first the weights; and `updates`. */
  readonly variables: ReadonlyMap<string, tf.Variable>;
  /**
   * After each step: average ← d · average + (1 − d) · weight, where d is the decay, or
   * (1 + n) / (10 + n) after n updates as long as that is less.
   */
  readonly update: () => void;
}

/**
 * @param weights all of a network's weights, by stable names
 * @param decay share of the average that stays, in [0, 1)
 * @param copied names of weights that are copied: the statistics of batch normalization, which are
 * averages already
 * @throws CoreError 'bad-argument' for another decay, or a name that is no weight's
 */
export function createEma(
  weights: ReadonlyMap<string, tf.Variable>,
  decay: number,
  copied: Iterable<string> = [],
): Ema {
  if (!(decay >= 0 && decay < 1)) {
    throw new CoreError('bad-argument', `ema: decay must be in [0, 1), got ${decay}`);
  }
  const taken = new Set(copied);
  for (const name of taken) {
    if (weights.has(name)) continue;
    throw new CoreError('bad-argument', `ema: there is no weight ${name} to copy`);
  }
  const averages = [...weights].map(([name, weight]) => {
    return { name, weight, average: tf.variable(weight, false) };
  });
  const updates = tf.variable(tf.scalar(0), false);
  const update = () => {
    tf.tidy(() => {
      // 1 − d.
      const pull = tf
        .scalar(9)
        .div(updates.add(10))
        .maximum(1 - decay);
      updates.assign(updates.add(1));
      for (const { name, weight, average } of averages) {
        // Written as a difference, which is 0 to the last bit where nothing moves.
        const next = taken.has(name) ? weight.clone() : average.sub(average.sub(weight).mul(pull));
        average.assign(next);
      }
    });
  };
  const variables = new Map([
    ...averages.map(({ name, average }) => [name, average] as const),
    ['updates', updates] as const,
  ]);
  return { variables, update };
}

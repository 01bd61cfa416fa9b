/**
 * The exponential moving average of a network's weights (Yazıcı et al. 2019 for GANs). Images of an
 * averaged generator vary less from step to step. Like Adam it is variables and one function, so that a
 * traced step has all of its state. The decay is small at first, as in TensorFlow's
 * ExponentialMovingAverage with `num_updates`; otherwise the initial weights would dominate the average
 * for thousands of steps.
 */
import * as tf from '#tfjs';
import { CoreError } from '../errors.ts';

export interface Ema {
  /** The averages by the names of the weights, initially the weights themselves, and `updates`. */
  readonly variables: ReadonlyMap<string, tf.Variable>;
  /**
   * Called after each step: average ← d · average + (1 − d) · weight. After n updates d is the decay
   * or (1 + n) / (10 + n), whichever is less.
   */
  readonly update: () => void;
}

/**
 * The moving average of a network's weights.
 *
 * @param weights all weights of the network, by stable names
 * @param decay the share of the average that an update keeps, in [0, 1)
 * @param copied names of weights that are copied: the statistics of batch normalization, which are
 * averages already
 * @throws CoreError 'bad-argument' for a decay out of range, or an unknown name in `copied`
 */
export function createEma(
  weights: ReadonlyMap<string, tf.Variable>,
  decay: number,
  copied: Iterable<string> = [],
): Ema {
  if (!(decay >= 0 && decay < 1)) {
    throw new CoreError('bad-argument', `ema: decay must be in [0, 1), got ${decay}`);
  }
  const copies = new Set(copied);
  for (const name of copies) {
    if (weights.has(name)) continue;
    throw new CoreError('bad-argument', `ema: there is no weight ${name} to copy`);
  }
  const averages = [...weights].map(([name, weight]) => {
    return { name, weight, average: tf.variable(weight, false) };
  });
  const updates = tf.variable(tf.scalar(0), false);
  const update = () => {
    tf.tidy(() => {
      const oneMinusDecay = tf
        .scalar(9)
        .div(updates.add(10))
        .maximum(1 - decay);
      updates.assign(updates.add(1));
      for (const { name, weight, average } of averages) {
        // Written as a difference, which is exactly 0 where the weight equals the average.
        const next = copies.has(name)
          ? weight.clone()
          : average.sub(average.sub(weight).mul(oneMinusDecay));
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

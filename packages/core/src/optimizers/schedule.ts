/** A schedule of the learning rate: constant, then a linear decay to 0. */
import * as tf from '#tfjs';

export interface LinearDecay {
  /** The number of steps after which the rate begins to decay. */
  readonly from: number;
  /** The number of steps after which the rate is 0. */
  readonly until: number;
}

/** The factor of the learning rate after `done` steps, a scalar in [0, 1]. */
export function decayFactor(done: tf.Tensor, { from, until }: LinearDecay): tf.Scalar {
  return tf.tidy(() =>
    tf
      .sub(until, done)
      .div(Math.max(until - from, 1))
      .clipByValue(0, 1)
      .asScalar(),
  );
}

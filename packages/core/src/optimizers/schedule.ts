/** How a learning rate falls: constant, then in a straight line to 0. */
import * as tf from '@tensorflow/tfjs';

export interface LinearDecay {
  /** Steps done when the rate begins to fall, and when it is 0. */
  readonly from: number;
  readonly until: number;
}

/** The factor of the rate after `done` steps, a scalar in [0, 1]. */
export function decayFactor(done: tf.Tensor, { from, until }: LinearDecay): tf.Scalar {
  return tf.tidy(() =>
    tf
      .sub(until, done)
      .div(Math.max(until - from, 1))
      .clipByValue(0, 1)
      .asScalar(),
  );
}

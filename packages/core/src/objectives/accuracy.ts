/** The share of a discriminator's correct decisions. */
import * as tf from '@tensorflow/tfjs';
import type { GanLoss } from '../losses/index.ts';

/** The share of logits on the right side of the loss's boundary, on real and on generated samples. */
export function accuracies(
  { boundary = 0 }: GanLoss,
  real: tf.Tensor,
  generated: tf.Tensor,
): Record<'dAccuracyReal' | 'dAccuracyGenerated', tf.Tensor> {
  return tf.tidy(() => {
    const limit = typeof boundary === 'number' ? boundary : boundary(real, generated);
    return {
      dAccuracyReal: share(real.greater(limit)),
      dAccuracyGenerated: share(generated.less(limit)),
    };
  });
}

/** The share for which something is true, a scalar. */
export function share(truths: tf.Tensor): tf.Tensor {
  return tf.tidy(() => truths.toFloat().mean());
}

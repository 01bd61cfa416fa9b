/** The accuracy of a discriminator. */
import * as tf from '#tfjs';
import type { GanLoss } from '../losses/index.ts';

/** The share of logits on the correct side of the loss's boundary, for real and for generated samples. */
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

/** The share of true elements, a scalar. */
export function share(truths: tf.Tensor): tf.Tensor {
  return tf.tidy(() => truths.toFloat().mean());
}

/**
 * What a discriminator predicts beside real or generated, the class or the condition of a sample (ACGAN, 3DGAN):
 * the losses of these outputs. Outputs are found by their names.
 */
import * as tf from '#tfjs';
import { share } from './accuracy.ts';
import type { Given, Scores } from './critic.ts';

/** The cross-entropies of the predicted classes; none where a network predicts no class. */
export function classLosses(
  all: readonly { readonly class?: tf.Tensor | undefined }[],
  { label }: Given,
): tf.Scalar[] {
  return all.flatMap(({ class: logits }) => {
    if (!logits || !label) return [];
    const [, classes = 0] = logits.shape;
    const truth = tf.oneHot(label as tf.Tensor1D, classes).toFloat();
    const logitOfClass = logits.mul(truth).sum(1);
    return [logits.logSumExp(1).sub(logitOfClass).mean<tf.Scalar>()];
  });
}

/** The share of samples whose class is predicted correctly. */
export function classAccuracy(logits: tf.Tensor, label: tf.Tensor): tf.Tensor {
  return share(logits.argMax(1).equal(label));
}

/** The mean of |prediction / condition − 1|. */
export function relativeError(prediction: tf.Tensor, condition: tf.Tensor): tf.Scalar {
  return prediction.div(condition).sub(1).abs().mean<tf.Scalar>();
}

/**
 * The relative errors of predicted conditions, times `weight`: `condition` is what the discriminator estimates,
 * `total` what the sum of a sample says, which only the generator can change.
 */
export function conditionLosses(
  all: readonly Scores[],
  outputs: readonly ('condition' | 'total')[],
  { condition }: Given,
  weight: number,
): tf.Scalar[] {
  if (!condition || weight === 0) return [];
  return all.flatMap((scores) =>
    outputs.flatMap((output) => {
      const prediction = scores[output];
      return prediction ? [relativeError(prediction, condition).mul<tf.Scalar>(weight)] : [];
    }),
  );
}

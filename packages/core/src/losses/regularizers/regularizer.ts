/**
 * A regularizer of the discriminator: a scalar that is multiplied by a weight and added to the
 * discriminator's loss. All regularizers here penalize the gradient of the logits with respect to the
 * images. Their own gradients are of second order, so the discriminator's layers must have correct
 * second derivatives (layers/gradients.ts).
 */
import * as tf from '#tfjs';
import '../../layers/gradients.ts';

export interface RegularizerInputs {
  /** The discriminator in training mode: images [batch, …] → logits [batch, 1] or maps of patches. */
  readonly critic: (images: tf.Tensor) => tf.Tensor;
  /** Real and generated images have one shape, [batch, …]. */
  readonly real: tf.Tensor;
  readonly generated: tf.Tensor;
}

export interface Regularizer {
  readonly name: string;
  /** The paper's weight. */
  readonly defaultWeight: number;
  /** The penalty before it is multiplied by the weight. */
  penalty(inputs: RegularizerInputs): tf.Scalar;
}

/**
 * ‖∇ₓ D(x)‖² of each sample, [batch]. The norm is over all elements of a sample. Where the
 * discriminator returns a map of patches, D is their sum. Where its layers mix samples (batch
 * normalization, minibatch standard deviation), the gradient is that of the sum over the batch.
 */
export function squaredGradientNorms(
  critic: RegularizerInputs['critic'],
  images: tf.Tensor,
): tf.Tensor1D {
  const gradients = tf.grad((x) => critic(x).sum())(images);
  const elements = images.shape.map((_, axis) => axis).slice(1);
  return gradients.square().sum<tf.Tensor1D>(elements);
}

/** Added before the square root, whose derivative at 0 is infinite and would give NaN. */
const TINY = 1e-12;

/** The mean of (‖∇ₓ D(x)‖ − 1)² over the samples. */
export function distanceToUnitNorm(
  critic: RegularizerInputs['critic'],
  images: tf.Tensor,
): tf.Scalar {
  const norms = squaredGradientNorms(critic, images).add(TINY).sqrt();
  return norms.sub(1).square().mean();
}

/**
 * A regulariser of the discriminator: a scalar that is added, times a weight, to what D minimises.
 * All of them here are of the gradient of D's logits with respect to its images, so their own
 * gradients are of second order, and D's layers must be right to that order (layers/gradients.ts).
 */
import * as tf from '@tensorflow/tfjs';
import '../../layers/gradients.ts';

export interface RegularizerInputs {
  /** D in training mode: images [batch, …] to logits [batch, 1] or maps of patches. */
  readonly critic: (images: tf.Tensor) => tf.Tensor;
  /** Of one shape both, [batch, …]. */
  readonly real: tf.Tensor;
  readonly generated: tf.Tensor;
}

export interface Regularizer {
  readonly name: string;
  /** The paper's weight. */
  readonly defaultWeight: number;
  /** Not yet times the weight. */
  penalty(inputs: RegularizerInputs): tf.Scalar;
}

/**
 * ‖∇ₓ D(x)‖² of each sample, [batch]: over all of a sample's elements, and of the sum of its patches
 * where D has a map of them. A D that mixes samples (batch normalisation, minibatch standard
 * deviation) gets the gradient of the sum over the batch.
 */
export function squaredGradientNorms(
  critic: RegularizerInputs['critic'],
  images: tf.Tensor,
): tf.Tensor1D {
  const slopes = tf.grad((x) => critic(x).sum())(images);
  const elements = images.shape.map((_, axis) => axis).slice(1);
  return slopes.square().sum<tf.Tensor1D>(elements);
}

/** The root of what rounding leaves at least: at 0 the root has no slope, and NaN would come of it. */
const TINY = 1e-12;

/** Mean of (‖∇ₓ D(x)‖ − 1)². */
export function distanceToUnitSlope(
  critic: RegularizerInputs['critic'],
  images: tf.Tensor,
): tf.Scalar {
  const norms = squaredGradientNorms(critic, images).add(TINY).sqrt();
  return norms.sub(1).square().mean();
}

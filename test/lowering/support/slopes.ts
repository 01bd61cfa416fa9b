/** Gradients for cases: of a sum of squares, so that dy is twice the result and needs no shape. */
import * as tf from '@tensorflow/tfjs';

/** The gradients of Σ fn(…)² at `at`, one for each tensor. */
export function slopes<const Tensors extends readonly tf.Tensor[]>(
  fn: (...tensors: Tensors) => tf.Tensor,
  at: Tensors,
): tf.Tensor[] {
  // tf.grads calls with as many tensors as it is given, of the same ranks.
  const cost = (...tensors: tf.Tensor[]) =>
    tf.sum<tf.Scalar>(tf.square(fn(...(tensors as readonly tf.Tensor[] as Tensors))));
  return tf.grads(cost)([...at]);
}

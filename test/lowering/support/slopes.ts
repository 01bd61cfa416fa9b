/** Gradients for cases: of the sum of squares, for which dy is twice the result. */
import * as tf from '@tensorflow/tfjs';

/** The gradients of Σ fn(…)² at `at`, one for each tensor. */
export function slopes<const Tensors extends readonly tf.Tensor[]>(
  fn: (...tensors: Tensors) => tf.Tensor,
  at: Tensors,
): tf.Tensor[] {
  // tf.grads calls the function with the tensors of `at`.
  const cost = (...tensors: tf.Tensor[]) =>
    tf.sum<tf.Scalar>(tf.square(fn(...(tensors as readonly tf.Tensor[] as Tensors))));
  return tf.grads(cost)([...at]);
}

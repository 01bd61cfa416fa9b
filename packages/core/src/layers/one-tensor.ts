/** What tfjs hands to a layer that has one input. */
import type * as tf from '@tensorflow/tfjs';

/** A layer's input may come as a list of one. */
export function oneTensor<T extends tf.Tensor = tf.Tensor>(inputs: tf.Tensor | tf.Tensor[]): T {
  return (Array.isArray(inputs) ? inputs[0] : inputs) as T;
}

/** As oneTensor, for shapes. */
export function oneShape(shape: tf.Shape | tf.Shape[]): tf.Shape {
  return (Array.isArray(shape[0]) ? shape[0] : shape) as tf.Shape;
}

/** Said by tfjs when a layer is called. */
export interface CallArguments {
  readonly training?: boolean;
}

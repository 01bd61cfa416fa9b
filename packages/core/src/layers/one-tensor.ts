/** What tfjs hands to a layer that has one input. */
import type * as tf from '@tensorflow/tfjs';

/** A layer's input may come as a list of one. */
export function oneTensor(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
  return Array.isArray(inputs) ? (inputs[0] as tf.Tensor) : inputs;
}

/** As oneTensor, for shapes. */
export function oneShape(shape: tf.Shape | tf.Shape[]): tf.Shape {
  return (Array.isArray(shape[0]) ? shape[0] : shape) as tf.Shape;
}

/** Said by tfjs when a layer is called. */
export interface CallArguments {
  readonly training?: boolean;
}

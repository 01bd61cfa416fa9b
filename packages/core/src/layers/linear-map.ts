/**
 * Linear maps of images whose gradient tfjs does not have or has wrong. The gradient of a linear map
 * is its transposed map, which is linear again; where each names the other, derivatives of every
 * order are right, and each costs one pass.
 */
import * as tf from '@tensorflow/tfjs';

/** [batch, height, width, channels] */
export type Images = tf.Tensor4D;

/** @param transposed the map that gradients go back through */
export function linearMap(
  value: (x: Images) => Images,
  transposed: (dy: Images) => Images,
): (x: Images) => Images {
  const run = tf.customGrad((x) => ({
    value: value(x as Images),
    gradFunc: (dy: tf.Tensor) => transposed(dy as Images),
  }));
  return (x) => run(x) as Images;
}

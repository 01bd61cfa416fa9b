/**
 * Linear maps of images whose gradient tfjs does not have or has wrong. The gradient of a linear map
 * is its transposed map, which is linear again; where each names the other, derivatives of every
 * order are right, and each costs one pass.
 */
import * as tf from '@tensorflow/tfjs';

/** [batch, height, width, channels] */
export type Images = tf.Tensor4D;

/**
 * @param value the map
 * @param transposed the map that gradients go back through
 * @param parameters tensors that both maps are told (a shift), without gradients of their own
 */
export function linearMap(
  value: (x: Images) => Images,
  transposed: (dy: Images, parameters: readonly tf.Tensor[]) => Images,
  parameters: tf.Tensor[] = [],
): (x: Images) => Images {
  const run = tf.customGrad((...given: unknown[]) => {
    const [x, save] = given as [Images, tf.GradSaveFunc];
    save(parameters);
    return {
      value: value(x),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => transposed(dy as Images, saved),
    };
  });
  return (x) => run(x);
}

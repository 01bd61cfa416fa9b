/**
 * Linear maps of images whose gradient tfjs lacks or gets wrong. The gradient of a linear map is its
 * transposed map, which is linear too. Where each of the two has the other as its gradient, derivatives
 * of every order are correct, and each costs one pass.
 */
import * as tf from '#tfjs';

/** [batch, height, width, channels] */
export type Images = tf.Tensor4D;

/**
 * A linear map with its gradient.
 *
 * @param value the map
 * @param transposed the transposed map, through which gradients flow back
 * @param parameters tensors that both maps use (a shift); they have no gradients
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

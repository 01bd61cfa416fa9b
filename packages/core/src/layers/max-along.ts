/**
 * The largest value along the length of feature maps, wherever it is. Its gradient goes to that place;
 * among equal values it is shared. The places are constants to a derivative, so that it can be
 * differentiated twice.
 */
import * as tf from '#tfjs';
import { detached } from './gradients.ts';
import { oneShape, oneTensor } from './single-input.ts';

class MaxAlong extends tf.layers.Layer {
  static readonly className = 'MaxAlong';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = oneTensor(inputs);
      const places = detached(() => {
        const isLargest = x.equal(x.max(2, true)).toFloat();
        return isLargest.div(isLargest.sum(2, true));
      });
      return x.mul(places).sum(2);
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch = null, rows = null, , channels = null] = oneShape(inputShape);
    return [batch, rows, channels];
  }
}
tf.serialization.registerClass(MaxAlong);

/**
 * [batch, rows, length, channels] → [batch, rows, channels].
 *
 * @example
 * layers.maxAlong('max')
 */
export function maxAlong(name: string): tf.layers.Layer {
  return new MaxAlong({ name });
}

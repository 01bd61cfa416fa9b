/** The sum of a sample as a layer: the energy of a volume. */
import * as tf from '#tfjs';
import { oneShape, oneTensor } from './single-input.ts';

class Total extends tf.layers.Layer {
  static readonly className = 'Total';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = oneTensor(inputs);
      const length = x.shape.slice(1).reduce((product, size) => product * size, 1);
      return x.reshape([-1, length]).sum(1, true);
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch = null] = oneShape(inputShape);
    return [batch, 1];
  }
}
tf.serialization.registerClass(Total);

/**
 * [batch, …] → [batch, 1], the sum of the values of each sample.
 *
 * @example
 * layers.total('energy')
 */
export function total(name: string): tf.layers.Layer {
  return new Total({ name });
}

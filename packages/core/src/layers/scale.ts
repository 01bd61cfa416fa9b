/** Multiplication by a constant as a layer: the unit of the data, inside of a network. */
import * as tf from '#tfjs';
import { FactorLayer } from './factor-layer.ts';
import { oneShape, oneTensor } from './single-input.ts';

class Scale extends FactorLayer {
  static readonly className = 'Scale';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => oneTensor(inputs).mul(this.factor));
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return oneShape(inputShape);
  }
}
tf.serialization.registerClass(Scale);

/**
 * The input times a constant.
 *
 * @example
 * layers.scale('in_gev', 0.01)
 */
export function scale(name: string, factor: number): tf.layers.Layer {
  return new Scale({ name, factor });
}

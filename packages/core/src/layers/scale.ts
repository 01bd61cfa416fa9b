/** Multiplication by a constant as a layer: the unit of the data, inside of a network. */
import * as tf from '#tfjs';
import { oneShape, oneTensor } from './single-input.ts';

class Scale extends tf.layers.Layer {
  static readonly className = 'Scale';
  readonly #factor: number;

  constructor({ factor, ...rest }: { name: string; factor: number }) {
    super(rest);
    this.#factor = factor;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => oneTensor(inputs).mul(this.#factor));
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return oneShape(inputShape);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), factor: this.#factor };
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

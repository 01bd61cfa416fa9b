/** One-hot encoding of class numbers as a layer. */
import * as tf from '#tfjs';
import { oneShape, oneTensor } from './single-input.ts';

class OneHot extends tf.layers.Layer {
  static readonly className = 'OneHot';
  readonly #classes: number;

  constructor({ classes, ...rest }: { name: string; classes: number }) {
    super(rest);
    this.#classes = classes;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => tf.oneHot(oneTensor(inputs).toInt(), this.#classes).toFloat());
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return [...oneShape(inputShape), this.#classes];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), classes: this.#classes };
  }
}
tf.serialization.registerClass(OneHot);

/**
 * Class numbers int32 [batch] → one-hot vectors float32 [batch, classes].
 *
 * @example
 * layers.oneHot('one_hot', 10).apply(input('label'))
 */
export function oneHot(name: string, classes: number): tf.layers.Layer {
  return new OneHot({ name, classes });
}

/** A part of vectors. */
import * as tf from '#tfjs';
import { oneShape, oneTensor } from './single-input.ts';

class Slice extends tf.layers.Layer {
  static readonly className = 'Slice';
  readonly #start: number;
  readonly #size: number;

  constructor({ start, size, ...rest }: { name: string; start: number; size: number }) {
    super(rest);
    this.#start = start;
    this.#size = size;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = oneTensor(inputs);
      return x.slice([0, this.#start], [x.shape[0] ?? 0, this.#size]);
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch = null] = oneShape(inputShape);
    return [batch, this.#size];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), start: this.#start, size: this.#size };
  }
}
tf.serialization.registerClass(Slice);

/**
 * A part of vectors: [batch, n] → [batch, size], from the number `start` on.
 *
 * @example
 * layers.slice('latent', 0, 128).apply(input('noise'))
 */
export function slice(name: string, start: number, size: number): tf.layers.Layer {
  return new Slice({ name, start, size });
}

/**
 * Dropout (Srivastava et al. 2014) whose masks are drawn from the run's seed. It serializes as tfjs's
 * Dropout, so a saved model loads in plain tfjs.
 */
import * as tf from '#tfjs';
import { drawMask } from '../random/ambient.ts';
import { oneTensor, type CallArguments } from './single-input.ts';

class Dropout extends tf.layers.Layer {
  static readonly className = 'Dropout';
  readonly #rate: number;

  constructor(config: { rate: number; name: string }) {
    super({ name: config.name });
    this.#rate = config.rate;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training }: CallArguments): tf.Tensor {
    return tf.tidy(() => {
      const x = oneTensor(inputs);
      if (!training || this.#rate === 0) return x.clone();
      return x.mul(drawMask(x.shape, 1 - this.#rate));
    });
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return inputShape;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), rate: this.#rate };
  }
}

/**
 * Dropout, which is active in training only.
 *
 * @param rate the share of the activations that are set to zero in training, in [0, 1)
 * @example
 * layers.dropout('dropout_1', 0.3)
 */
export function dropout(name: string, rate: number): tf.layers.Layer {
  return new Dropout({ name, rate });
}

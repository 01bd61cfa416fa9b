/**
 * Dropout (Srivastava et al. 2014) that draws its mask from the run's seed. It serialises as tfjs's
 * own Dropout, so a saved model loads wherever tfjs does.
 */
import * as tf from '@tensorflow/tfjs';
import { drawMask } from '../random/ambient.ts';

class Dropout extends tf.layers.Layer {
  static readonly className = 'Dropout';
  readonly #rate: number;

  constructor(config: { rate: number; name: string }) {
    super({ name: config.name });
    this.#rate = config.rate;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? (inputs[0] as tf.Tensor) : inputs;
      if (!kwargs.training || this.#rate === 0) return x.clone();
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

/** @param rate share of the activations that are set to zero in training, in [0, 1) */
export function dropout(name: string, rate: number): tf.layers.Layer {
  return new Dropout({ name, rate });
}

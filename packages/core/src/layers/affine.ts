/**
 * The base of instance and layer normalization: an optional scale and offset per channel after the
 * normalization, whose weights are named as in batch normalization.
 */
import * as tf from '#tfjs';
import { channelsOf } from './single-input.ts';

export interface AffineConfig {
  readonly name: string;
  /** Whether each channel is scaled and shifted after the normalization; false by default. */
  readonly affine?: boolean;
  /** Added to the variance; 1e-5 by default. */
  readonly epsilon?: number;
}

/** A layer that normalizes and then, with `affine`, scales and shifts each channel. */
export abstract class AffineNormalization extends tf.layers.Layer {
  protected readonly epsilon: number;
  readonly #affine: boolean;
  #gamma: tf.LayerVariable | undefined;
  #beta: tf.LayerVariable | undefined;

  constructor({ name, affine = false, epsilon = 1e-5, ...rest }: AffineConfig) {
    super({ ...rest, name });
    this.#affine = affine;
    this.epsilon = epsilon;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    if (this.#affine) {
      const channels = channelsOf(this, inputShape);
      this.#gamma = this.addWeight('gamma', [channels], 'float32', tf.initializers.ones());
      this.#beta = this.addWeight('beta', [channels], 'float32', tf.initializers.zeros());
    }
    this.built = true;
  }

  /** γ · x + β with `affine`, x without. */
  protected affine(x: tf.Tensor): tf.Tensor {
    if (!this.#gamma || !this.#beta) return x;
    return x.mul(this.#gamma.read()).add(this.#beta.read());
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return inputShape;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), affine: this.#affine, epsilon: this.epsilon };
  }
}

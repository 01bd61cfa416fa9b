/** The scale and offset that follow a normalisation, one number a channel, named as batch norm's. */
import * as tf from '@tensorflow/tfjs';
import { CoreError } from '../errors.ts';
import { oneShape } from './one-tensor.ts';

export interface AffineConfig {
  readonly name: string;
  readonly affine?: boolean;
  readonly epsilon?: number;
}

/** A layer that normalises and then, if asked, scales and moves each channel. */
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
      const channels = oneShape(inputShape).at(-1);
      if (!channels) {
        throw new CoreError('bad-argument', `${this.name}: the number of channels must be known`);
      }
      this.#gamma = this.addWeight('gamma', [channels], 'float32', tf.initializers.ones());
      this.#beta = this.addWeight('beta', [channels], 'float32', tf.initializers.zeros());
    }
    this.built = true;
  }

  /** γ · x + β, or x. */
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

/** What layers with one number, their factor, have in common. */
import * as tf from '#tfjs';

export abstract class FactorLayer extends tf.layers.Layer {
  protected readonly factor: number;

  constructor({ factor, ...rest }: { name: string; factor: number }) {
    super(rest);
    this.factor = factor;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), factor: this.factor };
  }
}

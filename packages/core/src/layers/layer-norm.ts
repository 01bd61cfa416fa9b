/**
 * Layer normalization (Ba et al. 2016) as in WGAN-GP's published code: each sample gets mean 0 and
 * variance 1 over all of its elements, then each channel a scale and an offset. It does not mix
 * samples, as a gradient penalty requires. (tfjs's LayerNormalization has a scale for each *element*.)
 */
import * as tf from '#tfjs';
import { AffineNormalization } from './affine.ts';
import { oneTensor } from './single-input.ts';
import { standardize } from './standardize.ts';

class SampleNorm extends AffineNormalization {
  static readonly className = 'SampleNorm';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = oneTensor(inputs);
      const axes = x.shape.map((_, axis) => axis).slice(1);
      return this.affine(standardize(x, axes, this.epsilon));
    });
  }
}
tf.serialization.registerClass(SampleNorm);

/**
 * Layer normalization of [batch, …, channels].
 *
 * @example
 * layers.layerNorm('norm_1')
 */
export function layerNorm(name: string): tf.layers.Layer {
  return new SampleNorm({ name, affine: true });
}

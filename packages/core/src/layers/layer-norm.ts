/**
 * Layer normalisation (Ba et al. 2016) as in WGAN-GP's published code: each sample to mean 0 and
 * variance 1 over all of its elements, then a scale and an offset a channel. It mixes no samples, as
 * a gradient penalty needs. (tfjs's own LayerNormalization has a scale for each *element*.)
 */
import * as tf from '@tensorflow/tfjs';
import { AffineNormalization } from './affine.ts';
import { oneTensor } from './one-tensor.ts';
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

/** For [batch, …, channels]. */
export function layerNorm(name: string): tf.layers.Layer {
  return new SampleNorm({ name, affine: true });
}

/**
 * Instance normalisation (Ulyanov et al. 2016): each channel of each image to mean 0 and variance 1.
 * Export makes it ONNX's InstanceNormalization.
 */
import * as tf from '@tensorflow/tfjs';
import { AffineNormalization, type AffineConfig } from './affine.ts';
import { oneTensor } from './one-tensor.ts';
import { standardize } from './standardize.ts';

class InstanceNorm extends AffineNormalization {
  static readonly className = 'InstanceNorm';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => this.affine(standardize(oneTensor(inputs), [1, 2], this.epsilon)));
  }
}
tf.serialization.registerClass(InstanceNorm);

/** For images [batch, height, width, channels]; without `affine` it has no weights, as in CycleGAN. */
export function instanceNorm(
  name: string,
  options: Omit<AffineConfig, 'name'> = {},
): tf.layers.Layer {
  return new InstanceNorm({ name, ...options });
}

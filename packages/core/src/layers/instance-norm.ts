/**
 * Instance normalization (Ulyanov et al. 2016): each channel of each image gets mean 0 and variance 1.
 * An exported model has ONNX's InstanceNormalization in its place.
 */
import * as tf from '#tfjs';
import { AffineNormalization, type AffineConfig } from './affine.ts';
import { oneTensor } from './single-input.ts';
import { standardize } from './standardize.ts';

class InstanceNorm extends AffineNormalization {
  static readonly className = 'InstanceNorm';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => this.affine(standardize(oneTensor(inputs), [1, 2], this.epsilon)));
  }
}
tf.serialization.registerClass(InstanceNorm);

/**
 * Instance normalization of images [batch, height, width, channels]. Without `affine` it has no
 * weights, as in CycleGAN.
 *
 * @example
 * layers.instanceNorm('norm_1', { affine: true })
 */
export function instanceNorm(
  name: string,
  options: Omit<AffineConfig, 'name'> = {},
): tf.layers.Layer {
  return new InstanceNorm({ name, ...options });
}

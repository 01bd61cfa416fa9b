/** Instance noise (Sønderby et al. 2017, section 3): normal noise on all images that D sees. */
import type * as tf from '@tensorflow/tfjs';
import { drawNormal } from '../random/ambient.ts';

/** @param stddev the standard deviation; a scalar variable may decrease from step to step */
export function addNoise(images: tf.Tensor, stddev: number | tf.Scalar): tf.Tensor {
  return images.add(drawNormal(images.shape).mul(stddev));
}

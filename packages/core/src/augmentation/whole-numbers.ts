/** Whole random numbers, from standard draws: the only ones that are traced exactly for one image. */
import type * as tf from '@tensorflow/tfjs';
import { drawUniform } from '../random/ambient.ts';

/** For each image one of 0, 1 … count − 1, equally likely, as float32 [batch, 1, 1]. */
export function drawWhole(batch: number, count: number): tf.Tensor {
  // The product of the largest draw may round up to `count`.
  return drawUniform([batch, 1, 1])
    .mul(count)
    .floor()
    .minimum(count - 1);
}

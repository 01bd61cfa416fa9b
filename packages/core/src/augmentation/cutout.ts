/** DiffAugment's cutout: zeros in a rectangle of half the height and width at a random place. */
import * as tf from '@tensorflow/tfjs';
import type { Images } from '../layers/linear-map.ts';
import { drawWhole } from './whole-numbers.ts';

export function cutout(images: Images): Images {
  const [batch, height, width] = images.shape;
  /** 1 where the rectangle is, along one axis, for each image. */
  const covered = (size: number, shape: number[]) => {
    const length = Math.floor(size / 2 + 0.5);
    // Its middle may be anywhere, so that it may reach over the edge.
    const middle = drawWhole(batch, size + 1 - (length % 2));
    const at = tf
      .range(0, size, 1)
      .reshape(shape)
      .sub(middle.sub(Math.floor(length / 2)));
    return at.greaterEqual(0).logicalAnd(at.less(length)).toFloat();
  };
  const rectangle = covered(height, [1, height, 1]).mul(covered(width, [1, 1, width]));
  return images.mul<Images>(tf.scalar(1).sub(rectangle).expandDims(3));
}

/** DiffAugment's cutout: a rectangle of half the height and width, at a random place, becomes 0. */
import * as tf from '#tfjs';
import type { Images } from '../layers/linear-map.ts';
import { drawIntegers } from '../random/ambient.ts';

export function cutout(images: Images): Images {
  const [batch, height, width] = images.shape;
  /** 1 inside the rectangle and 0 outside, along one axis, for each image. */
  const covered = (size: number, shape: number[]) => {
    const length = Math.floor(size / 2 + 0.5);
    // The middle may be anywhere in the image, so the rectangle may extend beyond the edge.
    const middle = drawIntegers([batch, 1, 1], size + 1 - (length % 2));
    const at = tf
      .range(0, size, 1)
      .reshape(shape)
      .sub(middle.sub(Math.floor(length / 2)));
    return at.greaterEqual(0).logicalAnd(at.less(length)).toFloat();
  };
  const rectangle = covered(height, [1, height, 1]).mul(covered(width, [1, 1, width]));
  return images.mul<Images>(tf.scalar(1).sub(rectangle).expandDims(3));
}

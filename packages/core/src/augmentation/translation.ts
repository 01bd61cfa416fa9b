/**
 * DiffAugment's translation: each image is shifted by up to an eighth of its height and width, and
 * zeros fill the rest. The transposed map is the translation back. Gradients of every order are
 * therefore gathers with computed indices, and no shape depends on the draw.
 */
import * as tf from '#tfjs';
import { linearMap, type Images } from '../layers/linear-map.ts';
import { drawIntegers } from '../random/ambient.ts';

/** The largest shift; rounds half up, as in the published code. */
const largestShift = (size: number) => Math.floor(size / 8 + 0.5);

export function translation(images: Images): Images {
  const [batch, height, width] = images.shape;
  const drawShift = (size: number) => {
    const largest = largestShift(size);
    return drawIntegers([batch, 1, 1], 2 * largest + 1)
      .sub(largest)
      .toInt();
  };
  return translated(images, drawShift(height), drawShift(width));
}

/** @param down pixels by which each image is shifted, int32 [batch, 1, 1], as `right` */
function translated(images: Images, down: tf.Tensor, right: tf.Tensor): Images {
  return linearMap(
    (x) => gathered(x, down, right),
    (dy, [savedDown, savedRight]) =>
      translated(dy, (savedDown as tf.Tensor).neg(), (savedRight as tf.Tensor).neg()),
    [down, right],
  )(images);
}

function gathered(x: Images, down: tf.Tensor, right: tf.Tensor): Images {
  const [batch, height, width, channels] = x.shape;
  const range = (size: number, shape: number[]) => tf.range(0, size, 1, 'int32').reshape(shape);
  const rows = range(height, [1, height, 1]).sub(down);
  const columns = range(width, [1, 1, width]).sub(right);
  const starts = range(batch, [batch, 1, 1]).mul(tf.scalar(height * width, 'int32'));
  const isInside = (at: tf.Tensor, size: number) => at.greaterEqual(0).logicalAnd(at.less(size));
  const clipped = (at: tf.Tensor, size: number) => at.clipByValue(0, size - 1);
  const indices = starts
    .add(clipped(rows, height).mul(tf.scalar(width, 'int32')))
    .add<tf.Tensor3D>(clipped(columns, width));
  const mask = isInside(rows, height).logicalAnd(isInside(columns, width)).toFloat().expandDims(3);
  return tf.gather(x.reshape([-1, channels]), indices).mul<Images>(mask);
}

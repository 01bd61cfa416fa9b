/**
 * DiffAugment's translation: each image moved by up to an eighth of its height and width, zeros where
 * it came from. A translation back is its transposed map, so that gradients of every order are
 * gathers, with indices that are computed: no shape depends on the draw.
 */
import * as tf from '@tensorflow/tfjs';
import { linearMap, type Images } from '../layers/linear-map.ts';
import { drawWhole } from './whole-numbers.ts';

/** Rounds half up, as in the published code. */
const shiftOf = (size: number) => Math.floor(size / 8 + 0.5);

export function translation(images: Images): Images {
  const [batch, height, width] = images.shape;
  const drawShift = (size: number) => {
    const most = shiftOf(size);
    return drawWhole(batch, 2 * most + 1)
      .sub(most)
      .toInt();
  };
  return translated(images, drawShift(height), drawShift(width));
}

/** @param down how many pixels, int32 [batch, 1, 1]; so `right` */
function translated(images: Images, down: tf.Tensor, right: tf.Tensor): Images {
  return linearMap(
    (x) => gathered(x, down, right),
    (dy, [forward, sideways]) =>
      translated(dy, (forward as tf.Tensor).neg(), (sideways as tf.Tensor).neg()),
    [down, right],
  )(images);
}

function gathered(x: Images, down: tf.Tensor, right: tf.Tensor): Images {
  const [batch, height, width, channels] = x.shape;
  const count = (size: number, shape: number[]) => tf.range(0, size, 1, 'int32').reshape(shape);
  const rows = count(height, [1, height, 1]).sub(down);
  const columns = count(width, [1, 1, width]).sub(right);
  const starts = count(batch, [batch, 1, 1]).mul(tf.scalar(height * width, 'int32'));
  const inside = (at: tf.Tensor, size: number) => at.greaterEqual(0).logicalAnd(at.less(size));
  const within = (at: tf.Tensor, size: number) => at.clipByValue(0, size - 1);
  const places = starts
    .add(within(rows, height).mul(tf.scalar(width, 'int32')))
    .add<tf.Tensor3D>(within(columns, width));
  const visible = inside(rows, height).logicalAnd(inside(columns, width)).toFloat().expandDims(3);
  return tf.gather(x.reshape([-1, channels]), places).mul<Images>(visible);
}

/** Kernels that rearrange elements, on every dtype. */
import * as tf from '@tensorflow/tfjs';
import { lowers, type LoweringCase } from '../support/lowering-case.ts';
import { bools, floats, ints } from '../support/numbers.ts';
import { slopes } from '../support/slopes.ts';

const kinds = {
  float32: floats([2, 3, 4]),
  int32: ints([2, 3, 4], -9, 9),
  bool: bools([2, 3, 4]),
};

const arrangements: Readonly<Record<string, (x: tf.Tensor3D) => tf.Tensor | tf.Tensor[]>> = {
  reshape: (x) => tf.reshape(x, [4, -1]),
  expandDims: (x) => [tf.expandDims(x, 1), tf.expandDims(x, -1)],
  squeeze: (x) => tf.squeeze(tf.expandDims(x, 2)),
  transpose: (x) => [tf.transpose(x), tf.transpose(x, [1, 0, 2])],
  tile: (x) => tf.tile(x, [2, 1, 3]),
  concat: (x) => [tf.concat([x, x], 1), tf.concat([x, x, x], -1)],
  'concat with nothing': (x) => tf.concat([x, tf.slice(x, [0, 0, 0], [2, 0, 4])], 1),
  stack: (x) => [tf.stack([x, x]), tf.stack([x, x], -1), tf.stack([x, x], 2)],
  unstack: (x) => tf.unstack(x, 1),
  split: (x) => [...tf.split(x, 2, 2), ...tf.split(x, [1, 2], 1), ...tf.split(x, [1, -1], -1)],
  slice: (x) => [tf.slice(x, [0, 1, 2], [2, 2, 1]), tf.slice(x, [1], [1]), tf.slice(x, 1, -1)],
  pad: (x) =>
    tf.pad(x, [
      [1, 0],
      [0, 2],
      [1, 1],
    ]),
  reverse: (x) => [tf.reverse(x), tf.reverse(x, 1), tf.reverse(x, [-1, 0])],
  broadcastTo: (x) => tf.broadcastTo(tf.slice(x, [0, 0, 0], [1, 3, 1]), [5, 3, 2]),
};

const nothing = tf.util.sizeFromShape([0]);

export const shapeCases: readonly LoweringCase[] = [
  ...Object.entries(kinds).flatMap(([dtype, x]) =>
    Object.entries(arrangements).map(([name, fn]) =>
      lowers(`${name} of ${dtype}`, { x }, (tensors) => fn(tensors.x)),
    ),
  ),
  lowers('pad with a number', { x: floats([2, 3]), y: ints([2], 0, 9) }, ({ x, y }) => [
    tf.pad(
      x,
      [
        [1, 0],
        [0, 2],
      ],
      -1.5,
    ),
    tf.pad(y, [[1, 2]], 7),
  ]),
  lowers('a slice without elements', { x: floats([2, 3]) }, ({ x }) =>
    tf.slice(x, [0, 0], [nothing, 3]),
  ),
  lowers('broadcastArgs', { a: ints([3], 1, 2), b: ints([2], 4, 9) }, ({ a, b }) => [
    tf.broadcastArgs(a, b),
    tf.broadcastArgs(b, a),
  ]),
  lowers('gradients of arrangements', { x: floats([2, 3, 4]) }, ({ x }) =>
    [
      (t: tf.Tensor) => tf.transpose(t, [2, 0, 1]),
      (t: tf.Tensor) => tf.tile(t, [1, 2, 1]),
      (t: tf.Tensor) => tf.concat([t, tf.square(t)], 1),
      (t: tf.Tensor) => tf.stack([t, tf.square(t)], 1),
      (t: tf.Tensor) => tf.split(t, 2, 2)[1] as tf.Tensor,
      (t: tf.Tensor) => tf.slice(t, [0, 1, 1], [2, 2, 2]),
      (t: tf.Tensor) =>
        tf.pad(t, [
          [0, 0],
          [1, 2],
          [0, 1],
        ]),
      (t: tf.Tensor) => tf.reverse(t, 1),
    ].flatMap((fn) => slopes(fn, [x])),
  ),
];

/** Space-to-batch, mirrored padding, diagonals, cumulative sums and products. */
import * as tf from '@tensorflow/tfjs';
import { lowers, type LoweringCase } from '../support/lowering-case.ts';
import { bools, floats, ints } from '../support/numbers.ts';
import { slopes } from '../support/slopes.ts';

const flags = [false, true];
const running = { cumsum: tf.cumsum, cumprod: tf.cumprod };

export const arrangementCases: readonly LoweringCase[] = [
  lowers('depthToSpace', { x: floats([2, 3, 4, 8]) }, ({ x }) => tf.depthToSpace(x, 2)),
  lowers('spaceToBatchND', { x: floats([2, 4, 5, 3]) }, ({ x }) => [
    tf.spaceToBatchND(
      x,
      [2, 3],
      [
        [0, 0],
        [1, 0],
      ],
    ),
    tf.spaceToBatchND(x, [2], [[1, 1]]),
  ]),
  lowers('batchToSpaceND', { x: floats([12, 2, 3, 2]) }, ({ x }) => [
    tf.batchToSpaceND(
      x,
      [2, 3],
      [
        [0, 0],
        [0, 0],
      ],
    ),
    tf.batchToSpaceND(
      x,
      [2, 2],
      [
        [1, 0],
        [0, 2],
      ],
    ),
  ]),
  ...(['reflect', 'symmetric'] as const).map((mode) =>
    lowers(
      `mirrorPad, ${mode}`,
      { x: floats([3, 4]), y: ints([3], -9, 9), z: bools([4]) },
      ({ x, y, z }) => [
        tf.mirrorPad(
          x,
          [
            [1, 2],
            [0, 3],
          ],
          mode,
        ),
        tf.mirrorPad(y, [[2, 1]], mode),
        tf.mirrorPad(z, [[2, 1]], mode),
      ],
    ),
  ),
  lowers('diag', { x: floats([4]), y: ints([2, 3], 1, 9) }, ({ x, y }) => [tf.diag(x), tf.diag(y)]),
  ...Object.entries(running).flatMap(([name, fn]) => [
    ...flags.flatMap((exclusive) =>
      flags.map((reverse) =>
        lowers(
          `${name}${exclusive ? ', exclusive' : ''}${reverse ? ', from the end' : ''}`,
          { x: floats([2, 5, 3]) },
          ({ x }) => [fn(x, 1, exclusive, reverse), fn(x, 2, exclusive, reverse)],
        ),
      ),
    ),
    lowers(`${name} of int32 and bool`, { x: ints([7], -3, 4), y: bools([5]) }, ({ x, y }) => [
      fn(x),
      fn(y),
    ]),
  ]),
  lowers('gradients of blocks, pads and sums', { x: floats([1, 4, 4, 4]) }, ({ x }) =>
    [
      (t: tf.Tensor4D) =>
        tf.spaceToBatchND(
          t,
          [2, 2],
          [
            [0, 0],
            [0, 0],
          ],
        ),
      (t: tf.Tensor4D) => tf.cumsum(t, 1),
    ].flatMap((fn) => slopes(fn, [x])),
  ),
];

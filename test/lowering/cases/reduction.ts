/** Reductions and kernels made of them: axes, keepDims, dtypes, NaN. */
import * as tf from '@tensorflow/tfjs';
import { lowers, type LoweringCase } from '../support/lowering-case.ts';
import { bools, distinct, floats, ints, shaped, vector } from '../support/numbers.ts';
import { slopes } from '../support/slopes.ts';

const folds = { sum: tf.sum, mean: tf.mean, prod: tf.prod, max: tf.max, min: tf.min };
const searches = { argMax: tf.argMax, argMin: tf.argMin };
const axesTried = [undefined, 0, 1, -1, [0, 2], [1, 2], [0, 1, 2]];
const withNaN = shaped(vector([1, NaN, 3, 4, 5, 6, -7, 8, 9, NaN, 0, 2]), [3, 4]);

export const reductionCases: readonly LoweringCase[] = [
  ...Object.entries(folds).flatMap(([name, fn]) => [
    ...axesTried.flatMap((axis) =>
      [false, true].map((keepDims) =>
        lowers(
          `${name} over ${JSON.stringify(axis) ?? 'all axes'}${keepDims ? ', kept' : ''}`,
          { x: floats([2, 3, 4]) },
          ({ x }) => fn(x, axis, keepDims),
        ),
      ),
    ),
    lowers(`${name} of int32`, { x: ints([3, 4], -4, 5) }, ({ x }) => fn(x, 1)),
    lowers(`${name} of bool`, { x: bools([3, 4]) }, ({ x }) => fn(x, 1)),
    lowers(`${name} of NaN`, { x: withNaN }, ({ x }) => fn(x, 1)),
    lowers(`${name} of a number`, { x: floats([]) }, ({ x }) => fn(x)),
    lowers(`${name} over no axes`, { x: floats([2, 3]) }, ({ x }) => fn(x, [])),
  ]),
  ...[0, 1, [0, 1]].flatMap((axis) => [
    lowers(`all over ${String(axis)}`, { x: bools([2, 3]) }, ({ x }) => tf.all(x, axis)),
    lowers(`any over ${String(axis)}`, { x: bools([2, 3]) }, ({ x }) => tf.any(x, axis, true)),
  ]),
  lowers('any of nothing', { x: bools([0, 2]) }, ({ x }) => [tf.any(x), tf.any(x, 0)]),
  ...Object.entries(searches).flatMap(([name, fn]) => [
    ...[0, 1, -1].map((axis) =>
      lowers(`${name} over ${axis}`, { x: distinct([2, 3, 4]) }, ({ x }) => fn(x, axis)),
    ),
    lowers(`${name} takes the first of equals`, { x: ints([4, 9], 0, 3) }, ({ x }) => fn(x, 1)),
  ]),
  lowers('softmax', { x: floats([2, 3, 4]) }, ({ x }) => tf.softmax(x)),
  lowers('logSoftmax', { x: floats([3, 4]) }, ({ x }) => tf.logSoftmax(x)),
  lowers('logSumExp', { x: floats([3, 4]) }, ({ x }) => tf.logSumExp(x, 1)),
  lowers('moments', { x: floats([3, 4]) }, ({ x }) => Object.values(tf.moments(x, 0))),
  lowers('norm', { x: floats([3, 4]) }, ({ x }) => tf.norm(x, 'euclidean', 1)),
  lowers('gradients of max and min', { x: distinct([3, 4]) }, ({ x }) => [
    ...slopes((t) => tf.max(t, 1), [x]),
    ...slopes((t) => tf.min(t, 0), [x]),
  ]),
  lowers('gradient of prod', { x: floats([3, 4], 1, 0.5, 2) }, ({ x }) =>
    slopes((t) => tf.prod(t, 1), [x]),
  ),
];

/** Kernels with indices: gathering, scattering, one-hot vectors, counts, order, strided slices. */
import * as tf from '@tensorflow/tfjs';
import { lowers, type LoweringCase, scattered } from '../support/lowering-case.ts';
import { bools, distinct, floats, ints, shaped, vector } from '../support/numbers.ts';
import { slopes } from '../support/slopes.ts';

const whole = (numbers: readonly number[]) => vector(numbers, 'int32');

const gathers: readonly LoweringCase[] = [
  ...[0, 1, -1].map((axis) =>
    lowers(`gather on axis ${axis}`, { x: floats([3, 4, 5]), i: ints([2, 3], 0, 3) }, ({ x, i }) =>
      tf.gather(x, i, axis),
    ),
  ),
  lowers(
    'gather of int32 and bool',
    { x: ints([4], -9, 9), y: bools([4]), i: whole([3, 0]) },
    (t) => [tf.gather(t.x, t.i), tf.gather(t.y, t.i)],
  ),
  ...(
    [
      [1, 1],
      [2, 1],
      [2, 2],
    ] as const
  ).map(([axis, batchDims]) =>
    lowers(
      `gather on axis ${axis} with ${batchDims} axes of batches`,
      { x: floats([2, 3, 4, 2]), i: ints(batchDims === 1 ? [2, 3] : [2, 3, 2], 0, 3) },
      ({ x, i }) => tf.gather(x, i, axis, batchDims),
    ),
  ),
  lowers(
    'gradient of gather',
    { x: floats([4, 3]), i: whole([1, 3, 1]), j: whole([2, 0]) },
    ({ x, i, j }) => [
      ...slopes((t) => tf.gather(t, i), [x]),
      ...slopes((t) => tf.gather(t, j, 1), [x]),
    ],
    scattered,
  ),
  lowers('gatherND', { x: floats([3, 4, 5]), i: ints([6, 2], 0, 3) }, ({ x, i }) =>
    tf.gatherND(x, i),
  ),
  lowers('gatherND of numbers', { x: ints([3, 4], -9, 9), i: ints([2, 3, 2], 0, 3) }, ({ x, i }) =>
    tf.gatherND(x, i),
  ),
];

const scatters: readonly LoweringCase[] = [
  lowers(
    'scatterND adds at equal indices',
    { i: shaped(whole([1, 3, 1, 0]), [4, 1]), u: floats([4, 3]) },
    ({ i, u }) => tf.scatterND(i, u, [5, 3]),
    scattered,
  ),
  lowers(
    'scatterND of int32 numbers',
    { i: shaped(whole([1, 2, 0, 0]), [2, 2]), u: ints([2], -9, 9) },
    ({ i, u }) => tf.scatterND(i, u, [2, 3]),
    scattered,
  ),
  lowers(
    'tensorScatterUpdate',
    { x: floats([5, 3]), i: shaped(whole([1, 3]), [2, 1]), u: floats([2, 3], 2) },
    ({ x, i, u }) => tf.tensorScatterUpdate(x, i, u),
  ),
  lowers(
    'sparseToDense',
    { i: shaped(whole([0, 1, 2, 2]), [2, 2]), v: floats([2]), d: floats([], 3) },
    ({ i, v, d }) => tf.sparseToDense(i, v, [3, 4], d),
  ),
  lowers(
    'sparseToDense of one value in a vector',
    { i: whole([1, 3]), v: ints([], 1, 9), d: ints([], -9, 0) },
    ({ i, v, d }) => tf.sparseToDense(i, v, [5], d),
  ),
  lowers(
    'unsortedSegmentSum leaves out other segments',
    { x: floats([5, 3]), i: whole([2, 0, -1, 2, 7]) },
    ({ x, i }) => tf.unsortedSegmentSum(x, i, 4),
    scattered,
  ),
];

const ranks: readonly LoweringCase[] = [
  lowers('oneHot', { i: whole([0, 2, 5, -1]) }, ({ i }) => [
    tf.oneHot(i, 4),
    tf.oneHot(i, 3, 0.5, -0.5, 'float32'),
    tf.oneHot(i, 3, 1, 0, 'bool'),
  ]),
  lowers('oneHot of a matrix', { i: ints([2, 3], 0, 4) }, ({ i }) => tf.oneHot(i, 4)),
  ...[true, false].map((sorted) =>
    lowers(`topk${sorted ? '' : ', of one'}`, { x: distinct([3, 7]) }, ({ x }) =>
      Object.values(tf.topk(x, sorted ? 4 : 1, sorted)),
    ),
  ),
  lowers('topk of int32 with equals', { x: ints([3, 9], 0, 3) }, ({ x }) =>
    Object.values(tf.topk(x, 4)),
  ),
  ...(['left', 'right'] as const).map((side) =>
    lowers(
      `searchSorted from the ${side}`,
      { s: shaped(vector([0, 1, 1, 4, 1, 2, 3, 5]), [2, 4]), v: ints([2, 5], -1, 6) },
      ({ s, v }) => tf.searchSorted(s, tf.cast(v, 'float32'), side),
    ),
  ),
  lowers('bincount', { x: ints([9], 0, 6) }, ({ x }) => tf.bincount(x, tf.tensor1d([]), 4)),
  lowers('bincount with weights', { x: ints([9], 0, 6), w: floats([9]) }, ({ x, w }) =>
    tf.bincount(x, w, 6),
  ),
  ...[false, true].map((binary) =>
    lowers(
      `denseBincount${binary ? ' of presence' : ''}`,
      { x: ints([2, 9], 0, 6), w: floats([2, 9]), v: ints([9], 0, 4) },
      ({ x, w, v }) => [
        tf.denseBincount(x, w, 5, binary),
        tf.denseBincount(x, tf.tensor2d([], [0, 0]), 5, binary),
        tf.denseBincount(v, tf.tensor1d([]), 5, binary),
      ],
    ),
  ),
];

const slices: readonly LoweringCase[] = [
  lowers('stridedSlice', { x: floats([5, 6, 4]) }, ({ x }) => [
    tf.stridedSlice(x, [1, 0, 0], [5, 6, 4], [2, 3, 1]),
    tf.stridedSlice(x, [4, 5, 3], [-6, -7, 0], [-1, -2, -1]),
    tf.stridedSlice(x, [3, -2, 2], [0, -7, 1], [-2, -3, -1]),
    tf.stridedSlice(x, [1, 2], [3, 5], [1, 1]),
    tf.stridedSlice(x, [-2, -3, -4], [-1, -1, -1], [1, 1, 1], 1, 2),
  ]),
  lowers('stridedSlice backwards from before the first element', { x: floats([2, 3]) }, ({ x }) =>
    [
      [-3, 2],
      [0, -4],
    ].map((begin) => tf.stridedSlice(x, begin, [-4, 2], [-1, -2])),
  ),
  lowers('stridedSlice with new, lost and omitted axes', { x: ints([5, 6, 4], 0, 99) }, ({ x }) => [
    tf.stridedSlice(x, [1, 2], [2, 5], [1, 1], 0, 0, 0, 0, 1),
    tf.stridedSlice(x, [0, 1, 0], [0, 3, 4], [1, 1, 1], 0, 0, 0, 1, 0),
    tf.stridedSlice(x, [0, 1], [0, 3], [1, 1], 0, 0, 1, 0, 0),
    tf.stridedSlice(x, [1, 2, 3], [2, 3, 4], [1, 1, 1], 0, 0, 0, 0, 7),
  ]),
];

export const indexingCases: readonly LoweringCase[] = [
  ...gathers,
  ...scatters,
  ...ranks,
  ...slices,
];

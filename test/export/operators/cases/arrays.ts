/** Operators that arrange, gather, scatter and reduce elements. */
import {
  bools,
  distinct,
  floats,
  ints,
  shaped,
  vector,
} from '../../../lowering/support/numbers.ts';
import { flag, int, ints as list, known, one, text } from '../operator-case.ts';

const x = floats([2, 3]);
const whole = (...values: number[]) => known(vector(values, 'int32'));
const number = (value: number) => known({ dtype: 'int32', shape: [], values: [value] });
const plain = (value: number) => known({ dtype: 'float32', shape: [], values: [value] });
const positions = (...values: number[]) => vector(values, 'int32');
const split = { num_split: int(3) };

const reductions = ['Max', 'Mean', 'Min', 'Sum', 'Prod', 'EuclideanNorm'].flatMap((op) => [
  one(op, [floats([2, 3, 4]), whole(1)], { keep_dims: flag(true) }, { name: 'kept axis' }),
  one(op, [floats([2, 3, 4]), whole(0, 2)]),
]);

const arrangement = [
  one('ConcatV2', [x, floats([2, 1], 2), number(1)], { N: int(2) }),
  one('Concat', [number(0), x, floats([1, 3], 2)], { N: int(2) }),
  one('Reverse', [x, known({ dtype: 'bool', shape: [2], values: [0, 1] })]),
  one('ReverseV2', [x, whole(0)]),
  one('Slice', [x, whole(0, 1), whole(2, 2)]),
  one('StridedSlice', [x, whole(0, 2), whole(2, 0), whole(1, -1)], { shrink_axis_mask: int(0) }),
  one('Pack', [x, x], { axis: int(1) }),
  one('Unpack', [x], { axis: int(1), num: int(3) }, { outputs: 3 }),
  one('Tile', [x, whole(2, 2)]),
  one('Split', [number(1), x], split, { outputs: 3 }),
  one('SplitV', [x, whole(1, 2), number(1)], { num_split: int(2) }, { outputs: 2 }),
  one('ExpandDims', [x, number(1)]),
  one('Squeeze', [floats([2, 1, 3])], { squeeze_dims: list(1) }),
  one('Reshape', [x, whole(3, -1)]),
  one('EnsureShape', [x, whole(2, 3)]),
  one('Transpose', [x, whole(1, 0)]),
  one('BroadcastTo', [floats([1, 3]), whole(2, 3)]),
  one('MirrorPad', [x, known(shaped(positions(1, 1, 2, 0), [2, 2]))], { mode: text('reflect') }),
  one('Pad', [x, known(shaped(positions(1, 1, 2, 0), [2, 2]))]),
  one('PadV2', [x, known(shaped(positions(1, 1, 2, 0), [2, 2])), plain(2)]),
  one('SpaceToBatchND', [
    floats([1, 4, 4, 2]),
    whole(2, 2),
    known(shaped(positions(0, 0, 2, 0), [2, 2])),
  ]),
  one('BatchToSpaceND', [
    floats([4, 2, 2, 2]),
    whole(2, 2),
    known(shaped(positions(0, 1, 1, 0), [2, 2])),
  ]),
  one('DepthToSpace', [floats([1, 2, 2, 4])], { block_size: int(2), data_format: text('NHWC') }),
  one('MatrixBandPart', [floats([3, 4]), number(1), number(0)]),
];

const indexing = [
  one('GatherV2', [x, positions(2, 0, 2), number(1)], { batch_dims: int(0) }),
  one(
    'GatherV2',
    [x, shaped(positions(2, 0, 1, 1), [2, 2]), number(1)],
    { batch_dims: int(1) },
    {
      name: 'batch_dims',
    },
  ),
  one('Gather', [x, positions(1, 0, 1)]),
  one('GatherNd', [x, shaped(positions(1, 2, 0, 0), [2, 2])]),
  one('ScatterNd', [shaped(positions(1, 3, 1), [3, 1]), floats([3, 2]), whole(4, 2)]),
  one('TensorScatterUpdate', [floats([4, 2]), shaped(positions(1, 3), [2, 1]), floats([2, 2], 2)]),
  one('SparseToDense', [
    shaped(positions(0, 1, 2, 2), [2, 2]),
    whole(3, 4),
    floats([2]),
    known({ dtype: 'float32', shape: [], values: [0.5] }),
  ]),
  one('OneHot', [positions(0, 2, 1), number(4), plain(1), plain(0)], {
    dtype: { type: 'DT_FLOAT' },
  }),
  one('TopKV2', [distinct([3, 5]), number(2)], { sorted: flag(true) }, { outputs: 2 }),
  one('LowerBound', [shaped(vector([1, 3, 5, 7]), [1, 4]), shaped(vector([0, 3, 8]), [1, 3])]),
  one('UpperBound', [shaped(vector([1, 3, 5, 7]), [1, 4]), shaped(vector([0, 3, 8]), [1, 3])]),
];

export const arrays = [
  ...arrangement,
  ...indexing,
  ...reductions,
  one('All', [bools([2, 3]), whole(1)], { keep_dims: flag(false) }),
  one('Any', [bools([2, 3]), whole(1)], { keep_dims: flag(false) }),
  one('ArgMax', [distinct([2, 3]), number(1)]),
  one('ArgMin', [distinct([2, 3]), number(1)]),
  one('Cumsum', [x, number(1)], { exclusive: flag(true), reverse: flag(true) }),
  one('Cumprod', [x, number(1)], { exclusive: flag(false), reverse: flag(true) }),
  one('Bincount', [ints([5], 0, 4), number(4), floats([5], 2)]),
  one('DenseBincount', [ints([2, 5], 0, 4), number(4), floats([2, 5], 2)], {
    binary_output: flag(false),
  }),
];

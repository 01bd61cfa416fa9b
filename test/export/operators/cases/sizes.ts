/** Operators that make tensors and sizes, and those whose results have sizes that depend on data. */
import {
  distinct,
  floats,
  type Numbers,
  shaped,
  vector,
} from '../../../lowering/support/numbers.ts';
import { node, type } from '../../support/graph-def.ts';
import { flag, known, one, several } from '../operator-case.ts';

const x = floats([2, 3]);
const whole = (...values: number[]) => vector(values, 'int32');
const scalar = (value: number, dtype: Numbers['dtype'] = 'int32'): Numbers => ({
  dtype,
  shape: [],
  values: [value],
});
const plain = (value: number) => known(scalar(value, 'float32'));
const boxes = shaped(
  vector([0, 0, 1, 1, 0, 0.1, 1, 1.1, 0, 2, 1, 3, 0, 2.2, 1, 3.2, 4, 4, 5, 5, 0, 0.5, 1, 1.5]),
  [6, 4],
);
const scores = vector([0.9, 0.75, 0.6, 0.95, 0.2, 0.5]);
const limits = [known(scalar(4)), plain(0.5)];

const made = [
  one('Fill', [whole(2, 3), plain(0.5)], { T: type('FLOAT') }),
  one('Range', [scalar(1), scalar(8), scalar(2)]),
  one('LinSpace', [plain(0), plain(1), known(scalar(5))]),
  one('Ones', [known(whole(2, 3))], { T: type('FLOAT') }),
  one('Zeros', [known(whole(2, 3))], { T: type('FLOAT') }),
  one('Rank', [x]),
  one('Size', [x]),
  one('Shape', [x]),
  one('ShapeN', [x, floats([4])], {}, { outputs: 2 }),
  one('BroadcastArgs', [known(whole(1, 3)), known(whole(2, 1))]),
  one('PlaceholderWithDefault', [x], { dtype: type('FLOAT') }),
  several({ x }, [node('nothing', 'NoOp'), node('y', 'Neg', ['x', '^nothing'])], ['y']),
];

const found = [
  one('Where', [{ dtype: 'bool', shape: [2, 3], values: [1, 0, 1, 0, 0, 1] }]),
  one('Unique', [whole(3, 1, 3, 2, 1)], {}, { outputs: 2 }),
  one('UniqueV2', [whole(3, 1, 3, 2, 1), known(whole(0))], {}, { outputs: 2 }),
  one(
    'UniqueV2',
    [shaped(whole(1, 2, 3, 4, 1, 2), [3, 2]), known(whole(0))],
    {},
    { outputs: 2, name: 'rows' },
  ),
  one('ListDiff', [whole(5, 1, 4, 2, 5), whole(2, 5)], {}, { outputs: 2 }),
  one('NonMaxSuppressionV2', [boxes, scores, ...limits]),
  one('NonMaxSuppressionV3', [boxes, scores, ...limits, plain(0.1)]),
  ...[false, true].map((pads) =>
    one(
      'NonMaxSuppressionV4',
      [boxes, scores, ...limits, plain(0.1)],
      { pad_to_max_output_size: flag(pads) },
      { outputs: 2, name: pads ? 'padded' : '' },
    ),
  ),
  one('NonMaxSuppressionV5', [boxes, scores, ...limits, plain(0.1), plain(0)], {}, { outputs: 2 }),
  one(
    'NonMaxSuppressionV5',
    [boxes, distinct([6]), known(scalar(6)), plain(0.9), plain(0.1), plain(0.5)],
    {},
    { outputs: 2, name: 'soft' },
  ),
];

const sparse = [
  one(
    'SparseReshape',
    [shaped(whole(0, 0, 1, 2, 3, 1), [3, 2]), known(whole(4, 3)), known(whole(2, -1))],
    {},
    { outputs: 2 },
  ),
  one(
    'SparseFillEmptyRows',
    [shaped(whole(0, 1, 2, 0, 2, 1), [3, 2]), floats([3]), known(whole(5, 3)), plain(9)],
    {},
    { outputs: 4 },
  ),
  ...['SparseSegmentSum', 'SparseSegmentMean'].map((op) =>
    one(op, [floats([4, 3]), whole(3, 1, 1, 0), whole(0, 0, 1, 2)]),
  ),
];

export const sizes = [...made, ...found, ...sparse];

/** Loops, branches, lists of tensors and arrays of tensors. */
import { floats, type Numbers, vector } from '../../../lowering/support/numbers.ts';
import { node, sumIsBelow, type } from '../../support/graph-def.ts';
import { int, type OperatorCase, several } from '../operator-case.ts';

const float = { T: type('FLOAT') };
const x = floats([2, 3]);
const scalar = (value: number, dtype: Numbers['dtype'] = 'int32'): Numbers => ({
  dtype,
  shape: [],
  values: [value],
});
const whole = (...values: number[]) => vector(values, 'int32');

/** x twice until its sum is above the limit. */
const loops = ['While', 'StatelessWhile'].map((op): OperatorCase => {
  const plain = several(
    { x: vector([1, 2]), limit: scalar(20, 'float32') },
    [
      node('loop', op, ['x', 'limit'], {
        cond: { func: { name: 'below' } },
        body: { func: { name: 'twice' } },
      }),
    ],
    ['loop:0'],
    { all: whole(0) },
  );
  const functions = [
    sumIsBelow(['x', 'limit']),
    {
      name: 'twice',
      parameters: ['x', 'limit'],
      nodes: [node('sum', 'AddV2', ['x', 'x'], float), node('same', 'Identity', ['limit'], float)],
      results: ['sum:z:0', 'same:output:0'],
    },
  ];
  return { ...plain, spec: { ...plain.spec, functions } };
});

const branches = ['If', 'StatelessIf'].flatMap((op) =>
  [0, 1].map((value): OperatorCase => {
    const plain = several(
      { c: scalar(value, 'bool'), x },
      [
        node('branch', op, ['c', 'x'], {
          then_branch: { func: { name: 'f' } },
          else_branch: { func: { name: 'g' } },
        }),
      ],
      ['branch:0'],
      {},
      String(value === 1),
    );
    const functions = [
      { name: 'f', parameters: ['x'], nodes: [node('y', 'Neg', ['x'], float)], results: ['y:y:0'] },
      { name: 'g', parameters: ['x'], nodes: [node('y', 'Exp', ['x'], float)], results: ['y:y:0'] },
    ];
    return { ...plain, spec: { ...plain.spec, functions } };
  }),
);

const switched = [0, 1].map((value) =>
  several(
    { c: scalar(value, 'bool'), x },
    [
      node('side', 'Switch', ['x', 'c'], float),
      node('no', 'Exp', ['side'], float),
      node('yes', 'Neg', ['side:1'], float),
      node('y', 'Merge', ['no', 'yes'], { ...float, N: int(2) }),
    ],
    ['y'],
    {},
    String(value === 1),
  ),
);

const frames = several(
  { x: vector([1, 2]), limit: scalar(20, 'float32') },
  [
    node('enter', 'Enter', ['x'], { ...float, frame_name: { s: 'Zg==' } }),
    node('bound', 'Enter', ['limit'], {
      ...float,
      frame_name: { s: 'Zg==' },
      is_constant: { b: true },
    }),
    node('merge', 'Merge', ['enter', 'next'], { ...float, N: int(2) }),
    node('sum', 'Sum', ['merge', 'all'], float),
    node('less', 'Less', ['sum', 'bound'], float),
    node('goes', 'LoopCond', ['less']),
    node('side', 'Switch', ['merge', 'goes'], float),
    node('twice', 'AddV2', ['side:1', 'side:1'], float),
    node('next', 'NextIteration', ['twice'], float),
    node('exit', 'Exit', ['side'], float),
  ],
  ['exit'],
  { all: whole(0) },
);

const shapeOf = (...sizes: number[]) => ({
  shape: { dim: sizes.map((size) => ({ size: String(size) })) },
});
const element = { element_dtype: type('FLOAT') };
const lists = [
  several(
    { x, row: floats([3], 2), i: scalar(1) },
    [
      node('list', 'TensorListFromTensor', ['x', 'shape'], element),
      node('set', 'TensorListSetItem', ['list', 'i', 'row'], element),
      node('get', 'TensorListGetItem', ['set', 'i', 'shape'], element),
      node('pushed', 'TensorListPushBack', ['set', 'row'], element),
      node('all', 'TensorListStack', ['pushed', 'shape'], element),
      node('length', 'TensorListLength', ['pushed']),
      node('some', 'TensorListGather', ['pushed', 'where', 'shape'], element),
      node('longer', 'TensorListResize', ['set', 'three']),
      node('sizes', 'TensorListLength', ['longer']),
    ],
    ['get', 'all', 'length', 'some', 'sizes'],
    { shape: whole(3), where: whole(2, 0), three: scalar(3) },
  ),
  several(
    { x, row: floats([3], 2) },
    [
      node('empty', 'EmptyTensorList', ['shape', 'most'], element),
      node('first', 'TensorListPushBack', ['empty', 'row'], element),
      node('one row', 'TensorListStack', ['first', 'shape'], element),
      node('reserved', 'TensorListReserve', ['shape', 'one'], element),
      node('filled', 'TensorListSetItem', ['reserved', 'zero', 'row'], element),
      node('all', 'TensorListStack', ['filled', 'shape'], element),
    ],
    ['one row', 'all'],
    { shape: whole(3), most: scalar(4), one: scalar(1), zero: scalar(0) },
  ),
  ...['TensorListScatter', 'TensorListScatterV2'].map((op) =>
    several(
      { x },
      [
        node('list', op, ['x', 'where', 'shape', ...(op.endsWith('V2') ? ['two'] : [])], element),
        node('all', 'TensorListStack', ['list', 'shape'], element),
      ],
      ['all'],
      { shape: whole(3), where: whole(1, 0), two: scalar(2) },
    ),
  ),
  ...['TensorListConcat', 'TensorListConcatV2'].map((op) =>
    several(
      { x: floats([2, 2, 3]) },
      [
        node('list', 'TensorListFromTensor', ['x', 'shape'], element),
        node('all', op, ['list'], { ...element, element_shape: shapeOf(2, 3) }),
      ],
      ['all'],
      { shape: whole(2, 3) },
    ),
  ),
  several(
    { x: floats([4, 3]) },
    [
      node('list', 'TensorListSplit', ['x', 'shape', 'lengths'], element),
      node('all', 'TensorListStack', ['list', 'shape'], element),
    ],
    ['all'],
    { shape: whole(3), lengths: whole(1, 1, 1, 1) },
  ),
];

const handle = { dtype: type('FLOAT'), element_shape: shapeOf(3) };
const arrays = [
  several(
    { x, row: floats([3], 2) },
    [
      node('array', 'TensorArrayV3', ['two'], handle),
      node('scattered', 'TensorArrayScatterV3', ['array', 'both', 'x', 'array:1'], float),
      node('read', 'TensorArrayReadV3', ['array', 'one', 'scattered'], { dtype: type('FLOAT') }),
      node('gathered', 'TensorArrayGatherV3', ['array', 'both', 'scattered'], handle),
      node('size', 'TensorArraySizeV3', ['array', 'scattered']),
    ],
    ['read', 'gathered', 'size'],
    { two: scalar(2), both: whole(0, 1), one: scalar(1) },
  ),
  several(
    { row: floats([3], 2), other: floats([3]) },
    [
      node('array', 'TensorArrayV3', ['two'], handle),
      node('first', 'TensorArrayWriteV3', ['array', 'zero', 'row', 'array:1'], float),
      node('both', 'TensorArrayWriteV3', ['array', 'one', 'other', 'first'], float),
      node('joined', 'TensorArrayConcatV3', ['array', 'both'], handle),
      node('closed', 'TensorArrayCloseV3', ['array', '^joined']),
    ],
    ['joined'],
    { two: scalar(2), zero: scalar(0), one: scalar(1) },
  ),
  several(
    { x: floats([4, 3]) },
    [
      node('array', 'TensorArrayV3', ['two'], {
        dtype: type('FLOAT'),
        element_shape: shapeOf(2, 3),
      }),
      node('split', 'TensorArraySplitV3', ['array', 'x', 'lengths', 'array:1'], float),
      node('second', 'TensorArrayReadV3', ['array', 'one', 'split'], { dtype: type('FLOAT') }),
    ],
    ['second'],
    { two: scalar(2), lengths: whole(2, 2), one: scalar(1) },
  ),
];

export const control = [...loops, ...branches, ...switched, frames, ...lists, ...arrays];

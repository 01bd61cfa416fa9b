/** GraphModels: what tfjs computes, and what the exported file computes in ONNX Runtime. */
import * as tf from '@tensorflow/tfjs';
import { exportModel, graphModelFunction } from '@ganport/export';
import type { OnnxModel } from '@ganport/graph';
import { beforeAll, expect, test } from 'vitest';
import { agrees } from './support/agrees.ts';
import {
  graphModel,
  type ModelSpec,
  node,
  placeholder,
  sumIsBelow,
  type,
} from './support/graph-def.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const ops = ({ graph }: OnnxModel) => graph.nodes.map(({ op }) => op);
const float = { T: type('FLOAT') };
const int = (value: number) => tf.scalar(value, 'int32');
const vector = (...values: number[]) => tf.tensor1d(values, 'int32');

test('names of the signature, several outputs, a node with two outputs', async () => {
  const onnx = await agrees(
    {
      inputs: [placeholder('x', 'FLOAT', [-1, 6])],
      weights: {
        axis: int(1),
        w: tf.randomNormal([3, 2], 0, 1, 'float32', 1),
        b: tf.tensor1d([1, 2]),
      },
      nodes: [
        node('split', 'Split', ['axis', 'x'], { ...float, num_split: { i: '2' } }),
        node('dense', '_FusedMatMul', ['split:1', 'w', 'b'], {
          ...float,
          num_args: { i: '1' },
          fused_ops: { list: { s: ['Qmlhc0FkZA==', 'UmVsdQ=='] } },
        }),
        node('sum', 'AddV2', ['split', 'split:1'], float),
      ],
      outputs: { 'scores:0': 'dense:0', Identity_1: 'sum' },
    },
    [1, 4].map((batch) => ({ x: tf.randomNormal([batch, 6], 0, 1, 'float32', batch) })),
  );
  expect(onnx.graph.inputs.map(({ name, shape }) => [name, shape])).toEqual([['x', ['batch', 6]]]);
  expect(onnx.graph.outputs.map(({ name }) => name)).toEqual(['scores', 'Identity_1']);
});

test('large weights stay in float16, a bias does not', async () => {
  const model: ModelSpec = {
    inputs: [placeholder('x', 'FLOAT', [-1, 32])],
    weights: {
      w: tf.randomNormal([32, 64], 0, 1, 'float32', 1),
      b: tf.randomNormal([64], 0, 1, 'float32', 2),
    },
    halves: ['w', 'b'],
    nodes: [node('product', 'MatMul', ['x', 'w'], float), node('y', 'BiasAdd', ['product', 'b'])],
    outputs: { y: 'y' },
  };
  const sets = [{ x: tf.randomNormal([3, 32], 0, 1, 'float32', 3) }];
  expect(ops(await agrees(model, sets))).toEqual(['Cast', 'Gemm']);
  const decoded = await agrees(model, sets, undefined, { weights: 'float32' });
  expect(ops(decoded)).toEqual(['Gemm']);
});

test('an operator that takes multiples of four alone', async () => {
  const onnx = await agrees(
    {
      inputs: [placeholder('x', 'FLOAT', [1, -1])],
      weights: { axis: int(1) },
      nodes: [
        node('split', 'Split', ['axis', 'x'], { ...float, num_split: { i: '4' } }),
        node('sum', 'AddV2', ['split', 'split:3'], float),
      ],
      outputs: { sum: 'sum' },
    },
    [4, 20].map((width) => ({ x: tf.randomNormal([1, width], 0, 1, 'float32', width) })),
  );
  expect(onnx.metadata).toMatchObject({ 'ganport.multiple.x_1': '4' });
});

test('all inputs that need a shape are named at once', async () => {
  const unknown = (name: string) => ({
    ...placeholder(name, 'FLOAT', []),
    attr: { dtype: type('FLOAT'), shape: { shape: { unknownRank: true } } },
  });
  const spec: ModelSpec = {
    inputs: [unknown('a'), placeholder('b', 'FLOAT', [2]), unknown('c')],
    nodes: [node('ab', 'AddV2', ['a', 'b'], float), node('y', 'AddV2', ['ab', 'c'], float)],
    outputs: { y: 'y' },
  };
  await expect(exportModel(await graphModel(spec))).rejects.toThrow(
    'the model does not say the shape of a, c: give it, for example a=1,224,224,3',
  );
  await agrees(spec, [{ a: tf.scalar(1), b: tf.tensor1d([1, 2]), c: tf.scalar(3) }], undefined, {
    shapes: { a: [], c: [] },
  });
});

/** x doubled until its sum is above the limit, and how often: the number of iterations depends on data. */
const doubling: ModelSpec = {
  inputs: [placeholder('x', 'FLOAT', [-1]), placeholder('limit', 'FLOAT', [])],
  weights: { zero: int(0), one: int(1), all: vector(0), two: tf.scalar(2) },
  functions: [
    sumIsBelow(['i', 'x', 'limit']),
    {
      name: 'double',
      parameters: ['i', 'x', 'limit'],
      nodes: [
        node('one', 'Const'),
        node('two', 'Const'),
        node('next', 'AddV2', ['i', 'one:output:0'], { T: type('INT32') }),
        node('twice', 'Mul', ['x', 'two:output:0'], float),
        node('same', 'Identity', ['limit'], float),
      ],
      results: ['next:z:0', 'twice:z:0', 'same:output:0'],
    },
  ],
  nodes: [
    node('loop', 'StatelessWhile', ['zero', 'x', 'limit'], {
      cond: { func: { name: 'below' } },
      body: { func: { name: 'double' } },
    }),
  ],
  outputs: { count: 'loop', doubled: 'loop:1' },
};

test('a loop whose end depends on data', async () => {
  const onnx = await agrees(
    doubling,
    [100, 0, 7].map((limit) => ({ x: tf.tensor1d([1, 2, 3]), limit: tf.scalar(limit) })),
  );
  expect(ops(onnx).filter((op) => op === 'Loop')).toHaveLength(1);
});

/** A list of the squares of the rows of x, made and stacked by a loop over the batch. */
function mapped(batch: number): ModelSpec {
  return {
    inputs: [placeholder('x', 'FLOAT', [batch, 3])],
    weights: {
      zero: int(0),
      one: int(1),
      first: vector(0),
      second: vector(1),
      step: vector(1),
      elements: vector(3),
    },
    functions: [
      {
        name: 'more',
        parameters: ['i', 'n', 'list', 'x'],
        nodes: [node('less', 'Less', ['i', 'n'], { T: type('INT32') })],
        results: ['less:z:0'],
      },
      {
        name: 'square',
        parameters: ['i', 'n', 'list', 'x'],
        nodes: [
          node('one', 'Const'),
          node('elements', 'Const'),
          node('next', 'AddV2', ['i', 'one:output:0'], { T: type('INT32') }),
          node('row', 'TensorListGetItem', ['x', 'i', 'elements:output:0'], {
            element_dtype: type('FLOAT'),
          }),
          node('squared', 'Square', ['row:item:0'], float),
          node('sameN', 'Identity', ['n'], { T: type('INT32') }),
          node('sameX', 'Identity', ['x'], { T: type('VARIANT') }),
          node('set', 'TensorListSetItem', ['list', 'i', 'squared:y:0'], {
            element_dtype: type('FLOAT'),
          }),
        ],
        results: ['next:z:0', 'sameN:output:0', 'set:output_handle:0', 'sameX:output:0'],
      },
    ],
    nodes: [
      node('shape', 'Shape', ['x'], float),
      node('n', 'StridedSlice', ['shape', 'first', 'second', 'step'], {
        T: type('INT32'),
        shrink_axis_mask: { i: '1' },
      }),
      node('rows', 'TensorListFromTensor', ['x', 'elements'], { element_dtype: type('FLOAT') }),
      node('list', 'TensorListReserve', ['elements', 'n'], { element_dtype: type('FLOAT') }),
      node('loop', 'While', ['zero', 'n', 'list', 'rows'], {
        cond: { func: { name: 'more' } },
        body: { func: { name: 'square' } },
      }),
      node('stack', 'TensorListStack', ['loop:2', 'elements'], {
        element_dtype: type('FLOAT'),
        num_elements: { i: '-1' },
      }),
    ],
    outputs: { squares: 'stack' },
  };
}

test('a loop over an open batch that fills a list', async () => {
  const onnx = await agrees(
    mapped(-1),
    [1, 2, 7].map((batch) => ({ x: tf.randomNormal([batch, 3], 0, 1, 'float32', batch) })),
  );
  expect(ops(onnx)).toContain('Loop');
  expect(onnx.graph.inputs[0]?.shape).toEqual(['batch', 3]);
});

test('what a body puts into a list stays while the original runs, also in runs at the same time', async () => {
  const { compute } = graphModelFunction(await graphModel(mapped(-1)));
  const inputs = [1, 4].map((batch) => tf.randomNormal([batch, 3], 0, 1, 'float32', batch));
  const before = tf.memory().numTensors;
  const results = await Promise.all(inputs.map((x) => compute({ x })));
  for (const [i, { squares }] of results.entries()) {
    const x = inputs[i] as tf.Tensor;
    expect(squares?.dataSync()).toEqual(x.dataSync().map((number) => Math.fround(number * number)));
  }
  tf.dispose(results);
  expect(tf.memory().numTensors).toBe(before);
});

test('means of segments whose number depends on data', async () => {
  const spec: ModelSpec = {
    inputs: [placeholder('x', 'FLOAT', [-1])],
    weights: {
      zero: tf.scalar(0),
      flat: vector(-1),
      rows: tf.randomNormal([7, 3], 0, 1, 'float32', 1),
    },
    nodes: [
      node('isLarge', 'Greater', ['x', 'zero'], float),
      node('where', 'Where', ['isLarge']),
      node('ids', 'Reshape', ['where', 'flat'], { T: type('INT32') }),
      node('mean', 'SparseSegmentMean', ['rows', 'ids', 'ids'], float),
    ],
    outputs: { mean: 'mean' },
  };
  const sets = [[1], [0, 1, 1, 0, 1], [1, 0, 0, 1, 1, 0, 0]];
  const onnx = await agrees(
    spec,
    sets.map((x) => ({ x: tf.tensor1d(x) })),
  );
  expect(ops(onnx)).toContain('ScatterND');
});

test('a loop over few elements is unrolled', async () => {
  const onnx = await agrees(mapped(2), [{ x: tf.randomNormal([2, 3], 0, 1, 'float32', 1) }]);
  expect(ops(onnx)).not.toContain('Loop');
});

test('a loop over many elements is not unrolled', async () => {
  const onnx = await agrees(mapped(50), [{ x: tf.randomNormal([50, 3], 0, 1, 'float32', 1) }]);
  expect(ops(onnx)).toContain('Loop');
});

/** A branch that negates or squares, by the sign of the sum. */
const branching: ModelSpec = {
  inputs: [placeholder('x', 'FLOAT', [-1])],
  weights: { all: vector(0), zero: tf.scalar(0) },
  functions: [
    {
      name: 'negate',
      parameters: ['x'],
      nodes: [node('neg', 'Neg', ['x'], float)],
      results: ['neg:y:0'],
    },
    {
      name: 'squared',
      parameters: ['x'],
      nodes: [node('square', 'Square', ['x'], float)],
      results: ['square:y:0'],
    },
  ],
  nodes: [
    node('sum', 'Sum', ['x', 'all'], float),
    node('isLarge', 'Greater', ['sum', 'zero'], float),
    node('either', 'If', ['isLarge', 'x'], {
      then_branch: { func: { name: 'negate' } },
      else_branch: { func: { name: 'squared' } },
    }),
  ],
  outputs: { y: 'either' },
};

test('branches by functions', async () => {
  const onnx = await agrees(branching, [
    { x: tf.tensor1d([1, 2]) },
    { x: tf.tensor1d([1, -2, -3]) },
  ]);
  expect(ops(onnx)).toContain('If');
});

test('branches by Switch and Merge', async () => {
  const onnx = await agrees(
    {
      ...branching,
      functions: [],
      nodes: [
        ...branching.nodes.slice(0, 2),
        node('switch', 'Switch', ['x', 'isLarge'], float),
        node('neg', 'Neg', ['switch:1'], float),
        node('square', 'Square', ['switch'], float),
        node('merge', 'Merge', ['square', 'neg'], float),
      ],
      outputs: { y: 'merge' },
    },
    [{ x: tf.tensor1d([1, 2]) }, { x: tf.tensor1d([1, -2, -3]) }],
  );
  expect(ops(onnx)).toContain('If');
});

test('a loop by frames', async () => {
  const { inputs, weights } = doubling;
  const frame = { frame_name: { s: 'bG9vcA==' } };
  const invariant = { ...frame, is_constant: { b: true } };
  const onnx = await agrees(
    {
      inputs,
      ...(weights && { weights }),
      nodes: [
        node('enter', 'Enter', ['x'], { ...float, ...frame }),
        node('enterCount', 'Enter', ['zero'], { T: type('INT32'), ...frame }),
        node('enterLimit', 'Enter', ['limit'], { ...float, ...invariant }),
        node('enterTwo', 'Enter', ['two'], { ...float, ...invariant }),
        node('enterOne', 'Enter', ['one'], { T: type('INT32'), ...invariant }),
        node('enterAll', 'Enter', ['all'], { T: type('INT32'), ...invariant }),
        node('merge', 'Merge', ['enter', 'next'], float),
        node('mergeCount', 'Merge', ['enterCount', 'nextCount'], { T: type('INT32') }),
        node('sum', 'Sum', ['merge', 'enterAll'], float),
        node('less', 'Less', ['sum', 'enterLimit'], float),
        node('goesOn', 'LoopCond', ['less']),
        node('switch', 'Switch', ['merge', 'goesOn'], float),
        node('switchCount', 'Switch', ['mergeCount', 'goesOn'], { T: type('INT32') }),
        node('twice', 'Mul', ['switch:1', 'enterTwo'], float),
        node('more', 'AddV2', ['switchCount:1', 'enterOne'], { T: type('INT32') }),
        node('next', 'NextIteration', ['twice'], float),
        node('nextCount', 'NextIteration', ['more'], { T: type('INT32') }),
        node('exit', 'Exit', ['switch'], float),
        node('exitCount', 'Exit', ['switchCount'], { T: type('INT32') }),
      ],
      outputs: { count: 'exitCount', doubled: 'exit' },
    },
    [100, 0, 7].map((limit) => ({ x: tf.tensor1d([1, 2, 3]), limit: tf.scalar(limit) })),
  );
  expect(ops(onnx).filter((op) => op === 'Loop')).toHaveLength(1);
});

const shrink = { T: type('INT32'), shrink_axis_mask: { i: '1' } };

/** The number of rows that `rows` has, as the node `count`. */
const countOf = (rows: string) => [
  node('shape', 'Shape', [rows], float),
  node('count', 'StridedSlice', ['shape', 'first', 'second', 'second'], shrink),
];
const positions = { first: vector(0), second: vector(1) };

test('positions of what is true, and shapes made of how many there are', async () => {
  const onnx = await agrees(
    {
      inputs: [placeholder('x', 'FLOAT', [-1, 4])],
      weights: {
        ...positions,
        zero: tf.scalar(0),
        half: tf.scalar(0.5),
        one: int(1),
        two: vector(2),
        none: tf.tensor2d([[0, 1]], [1, 2], 'int32'),
        step: vector(2),
        past: vector(1000),
      },
      nodes: [
        node('isLarge', 'Greater', ['x', 'zero'], float),
        node('where', 'Where', ['isLarge'], { T: type('BOOL') }),
        node('large', 'GatherNd', ['x', 'where'], {
          Tparams: type('FLOAT'),
          Tindices: type('INT32'),
        }),
        ...countOf('large'),
        node('halves', 'Fill', ['shape', 'half'], float),
        node('sum', 'AddV2', ['large', 'halves'], float),
        node('sizes', 'Pack', ['count', 'one'], { T: type('INT32'), axis: { i: '0' } }),
        node('column', 'Reshape', ['sum', 'sizes'], float),
        node('padded', 'Pad', ['large', 'none'], float),
        node('numbers', 'Range', ['zeroInt', 'count', 'one'], { Tidx: type('INT32') }),
        node('zeroInt', 'Sub', ['one', 'one'], { T: type('INT32') }),
        node('best', 'TopKV2', ['large', 'count'], { T: type('FLOAT'), sorted: { b: true } }),
        node('even', 'StridedSlice', ['large', 'first', 'shape', 'step'], {
          T: type('FLOAT'),
        }),
        node('begin', 'Sub', ['shape', 'second'], { T: type('INT32') }),
        node('last', 'StridedSlice', ['large', 'begin', 'past', 'second'], {
          T: type('FLOAT'),
          shrink_axis_mask: { i: '1' },
        }),
        node('rest', 'Slice', ['large', 'second', 'begin'], float),
        node('copies', 'Tile', ['two', 'shape'], { T: type('INT32') }),
      ],
      outputs: {
        positions: 'where',
        column: 'column',
        padded: 'padded',
        numbers: 'numbers',
        best: 'best',
        even: 'even',
        last: 'last',
        rest: 'rest',
        copies: 'copies',
      },
    },
    [1, 3].map((batch) => ({ x: tf.randomUniform([batch, 4], -0.2, 1, 'float32', batch) })),
  );
  expect(ops(onnx)).toContain('NonZero');
});

test('different elements', async () => {
  const onnx = await agrees(
    {
      inputs: [placeholder('x', 'FLOAT', [-1])],
      nodes: [
        node('unique', 'Unique', ['x'], { ...float, out_idx: type('INT32') }),
        node('back', 'GatherV2', ['unique', 'unique:1', 'axis'], { Tparams: type('FLOAT') }),
        node('doubled', 'AddV2', ['unique', 'unique'], float),
      ],
      weights: { axis: int(0) },
      outputs: { values: 'unique', places: 'unique:1', back: 'back', doubled: 'doubled' },
    },
    [{ x: tf.tensor1d([3, 1, 3, 2, 1]) }, { x: tf.tensor1d([7]) }],
  );
  expect(ops(onnx)).toContain('Unique');
});

const boxes = tf.tensor2d([
  [0, 0, 1, 1],
  [0, 0.1, 1, 1.1],
  [0, -0.1, 1, 0.9],
  [0, 10, 1, 11],
  [0, 10.1, 1, 11.1],
  [0, 100, 1, 101],
]);
const scores = tf.tensor1d([0.9, 0.75, 0.6, 0.95, 0.5, 0.3]);

test('non-maximum suppression of all versions', async () => {
  const common = ['boxes', 'scores', 'most', 'overlap'];
  const onnx = await agrees(
    {
      inputs: [placeholder('boxes', 'FLOAT', [-1, 4]), placeholder('scores', 'FLOAT', [-1])],
      weights: {
        ...positions,
        most: int(4),
        overlap: tf.scalar(0.5),
        least: tf.scalar(0.4),
        hard: tf.scalar(0),
      },
      nodes: [
        node('v2', 'NonMaxSuppressionV2', common, float),
        node('v3', 'NonMaxSuppressionV3', [...common, 'least'], float),
        node('v4', 'NonMaxSuppressionV4', [...common, 'least'], {
          ...float,
          pad_to_max_output_size: { b: true },
        }),
        node('v5', 'NonMaxSuppressionV5', [...common, 'least', 'hard'], float),
        node('kept', 'GatherV2', ['boxes', 'v5', 'axis'], { Tparams: type('FLOAT') }),
        node('axis', 'Sub', ['most', 'most'], { T: type('INT32') }),
      ],
      outputs: { v2: 'v2', v3: 'v3', v4: 'v4', count: 'v4:1', kept: 'kept', best: 'v5:1' },
    },
    [{ boxes, scores }],
  );
  expect(ops(onnx).filter((op) => op === 'NonMaxSuppression')).not.toHaveLength(0);
});

test('soft suppression of any number of boxes, and sets of any size', async () => {
  const spec: ModelSpec = {
    inputs: [placeholder('boxes', 'FLOAT', [-1, 4]), placeholder('scores', 'FLOAT', [-1])],
    weights: { most: int(4), overlap: tf.scalar(0.7), least: tf.scalar(0.2), soft: tf.scalar(0.3) },
    nodes: [
      node(
        'kept',
        'NonMaxSuppressionV5',
        ['boxes', 'scores', 'most', 'overlap', 'least', 'soft'],
        float,
      ),
      node('some', 'GatherV2', ['boxes', 'kept', 'zero']),
    ],
    outputs: { positions: 'kept', lowered: 'kept:1', some: 'some' },
  };
  const withZero = { ...spec, weights: { ...spec.weights, zero: int(0) } };
  // None is kept of the last set; the first has one box only.
  const onnx = await agrees(
    withZero,
    [1, 7, 20].map((count) => ({
      boxes: tf.randomUniform([count, 4], 0, 3, 'float32', count),
      scores: tf.randomUniform(
        [count],
        count === 20 ? 0 : 0.3,
        count === 20 ? 0.2 : 1,
        'float32',
        3,
      ),
    })),
  );
  expect(ops(onnx)).toContain('Loop');
  await agrees(
    {
      inputs: [placeholder('x', 'INT32', [-1]), placeholder('y', 'INT32', [-1])],
      nodes: [node('d', 'ListDiff', ['x', 'y'], { T: type('INT32') })],
      outputs: { values: 'd', places: 'd:1' },
    },
    [
      { x: vector(1, 2, 3, 2), y: vector(3) },
      { x: vector(1), y: vector(1, 2) },
    ],
  );
});

test('tensor arrays in a loop by frames', async () => {
  const frame = { frame_name: { s: 'bG9vcA==' } };
  const invariant = { ...frame, is_constant: { b: true } };
  const intType = { T: type('INT32') };
  const onnx = await agrees(
    {
      inputs: [placeholder('x', 'FLOAT', [-1, 3])],
      weights: { ...positions, zero: int(0), one: int(1) },
      nodes: [
        ...countOf('x'),
        node('all', 'Range', ['zero', 'count', 'one'], { Tidx: type('INT32') }),
        node('rows', 'TensorArrayV3', ['count'], { dtype: type('FLOAT') }),
        node('filled', 'TensorArrayScatterV3', ['rows', 'all', 'x', 'rows:1'], float),
        node('sums', 'TensorArrayV3', ['count'], { dtype: type('FLOAT') }),
        node('enterI', 'Enter', ['zero'], { ...intType, ...frame }),
        node('enterFlow', 'Enter', ['sums:1'], { ...float, ...frame }),
        node('enterCount', 'Enter', ['count'], { ...intType, ...invariant }),
        node('enterOne', 'Enter', ['one'], { ...intType, ...invariant }),
        node('enterRows', 'Enter', ['rows'], { ...float, ...invariant }),
        node('enterFilled', 'Enter', ['filled'], { ...float, ...invariant }),
        node('enterSums', 'Enter', ['sums'], { ...float, ...invariant }),
        node('mergeI', 'Merge', ['enterI', 'nextI'], intType),
        node('mergeFlow', 'Merge', ['enterFlow', 'nextFlow'], float),
        node('less', 'Less', ['mergeI', 'enterCount'], intType),
        node('goesOn', 'LoopCond', ['less']),
        node('switchI', 'Switch', ['mergeI', 'goesOn'], intType),
        node('switchFlow', 'Switch', ['mergeFlow', 'goesOn'], float),
        node('row', 'TensorArrayReadV3', ['enterRows', 'switchI:1', 'enterFilled'], {
          dtype: type('FLOAT'),
        }),
        node('squared', 'Square', ['row'], float),
        node(
          'write',
          'TensorArrayWriteV3',
          ['enterSums', 'switchI:1', 'squared', 'switchFlow:1'],
          float,
        ),
        node('more', 'AddV2', ['switchI:1', 'enterOne'], intType),
        node('nextI', 'NextIteration', ['more'], intType),
        node('nextFlow', 'NextIteration', ['write'], float),
        node('exit', 'Exit', ['switchFlow'], float),
        node('stack', 'TensorArrayGatherV3', ['sums', 'all', 'exit'], { dtype: type('FLOAT') }),
      ],
      outputs: { squares: 'stack' },
    },
    [1, 2, 6].map((batch) => ({ x: tf.randomNormal([batch, 3], 0, 1, 'float32', batch) })),
  );
  expect(ops(onnx)).toContain('Loop');
});

const refused = async (spec: ModelSpec) => exportModel(await graphModel(spec));
const x = placeholder('x', 'FLOAT', [2]);

/** A model that looks numbers up in a table, which `filling` fills. */
const withTable = (filling: ModelSpec['nodes']): ModelSpec => {
  const table = node('table', 'HashTableV2', [], {
    key_dtype: type('INT32'),
    value_dtype: type('FLOAT'),
  });
  return {
    inputs: [placeholder('x', 'INT32', [2])],
    nodes: [table, node('y', 'LookupTableFindV2', ['table', 'x', 'none'])],
    initializer: [table, ...filling],
    outputs: { y: 'y' },
  };
};

test.each<[string, ModelSpec, string, RegExp]>([
  [
    'a resource as input',
    { inputs: [placeholder('x', 'RESOURCE', [-1])], nodes: [], outputs: { y: 'x' } },
    'bad-argument',
    /^input x is DT_RESOURCE/,
  ],
  [
    'an operator that tfjs does not have',
    { inputs: [x], nodes: [node('y', 'Frobnicate', ['x'])], outputs: { y: 'y' } },
    'unsupported-kernel',
    /^tfjs has no operator Frobnicate \(y\)/,
  ],
  [
    'a circle',
    {
      inputs: [x],
      nodes: [node('y', 'AddV2', ['x', 'z'], float), node('z', 'Neg', ['y'], float)],
      outputs: { y: 'y' },
    },
    'bad-model',
    /depends on itself/,
  ],
  [
    'a missing function',
    {
      inputs: [x],
      nodes: [node('y', 'While', ['x'], { cond: { func: { name: 'f' } } })],
      outputs: { y: 'y' },
    },
    'bad-model',
    /While y calls a function f, which is missing/,
  ],
  [
    'a table of texts with a computed default',
    {
      inputs: [placeholder('x', 'INT32', [2]), placeholder('none', 'STRING', [])],
      nodes: [
        node('table', 'HashTableV2', [], { key_dtype: type('INT32'), value_dtype: type('STRING') }),
        node('y', 'LookupTableFindV2', ['table', 'x', 'none']),
      ],
      initializer: [
        node('table', 'HashTableV2', [], { key_dtype: type('INT32'), value_dtype: type('STRING') }),
        node('filled', 'InitializeTableV2', ['table', 'keys', 'values']),
      ],
      weights: { keys: vector(1, 2), values: tf.tensor1d(['a', 'b']) },
      outputs: { y: 'y' },
    },
    'unsupported-kernel',
    /^LookupTableFindV2 y is a table of texts with a computed default/,
  ],
  [
    'a table that nothing fills',
    { ...withTable([]), weights: { none: tf.scalar(0) } },
    'bad-model',
    /^LookupTableFindV2 y reads the table table, which nothing fills/,
  ],
  [
    'an initializer that is a circle',
    {
      ...withTable([
        node('a', 'Identity', ['b']),
        node('b', 'Identity', ['a']),
        node('filled', 'InitializeTableV2', ['table', 'a', 'b']),
      ]),
      weights: { none: tf.scalar(0) },
    },
    'bad-model',
    /^node [ab] depends on itself/,
  ],
  [
    'an activation that TensorFlow fuses and tfjs lacks',
    {
      inputs: [placeholder('x', 'FLOAT', [1, 2])],
      weights: { w: tf.ones([2, 2]), b: tf.zeros([2]) },
      nodes: [
        node('y', '_FusedMatMul', ['x', 'w', 'b'], {
          ...float,
          num_args: { i: '1' },
          fused_ops: { list: { s: ['Qmlhc0FkZA==', 'X0Z1c2VkSGFyZFN3aXNo'] } },
        }),
      ],
      outputs: { y: 'y' },
    },
    'unsupported-kernel',
    /^the fused activation _fusedhardswish is one that tfjs does not compute; convert/,
  ],
  [
    'what a branch draws',
    {
      inputs: [placeholder('c', 'BOOL', []), x],
      functions: [
        {
          name: 'f',
          parameters: ['x'],
          nodes: [node('y', 'Multinomial', ['x'], {})],
          results: ['y:output:0'],
        },
      ],
      nodes: [
        node('y', 'If', ['c', 'x'], {
          then_branch: { func: { name: 'f' } },
          else_branch: { func: { name: 'f' } },
        }),
        node('z', 'BitwiseAnd', ['y', 'y']),
      ],
      outputs: { z: 'z' },
    },
    'unsupported-kernel',
    /BitwiseAnd \(z\): tfjs-converter.*; Multinomial \(y\): random .*; export the part/,
  ],
])('%s is refused', async (_, spec, code, message) => {
  await expect(refused(spec)).rejects.toThrow(
    expect.objectContaining({ name: 'ExportError', code, message: expect.stringMatching(message) }),
  );
});

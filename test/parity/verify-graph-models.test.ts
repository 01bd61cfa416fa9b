/** The first node of a GraphModel whose result differs, in exported files with other numbers in them. */
import * as tf from '@tensorflow/tfjs';
import { exportModel, graphModelFunction } from '@ganport/export';
import { OnnxModel, type Constant } from '@ganport/graph';
import { graphModelReference, shareProcess, verifyModel } from '@ganport/parity';
import { beforeAll, expect, test } from 'vitest';
import {
  graphModel,
  type ModelSpec,
  node,
  placeholder,
  type,
  sumIsBelow,
} from '../export/support/graph-def.ts';

tf.enableProdMode();
const launch = shareProcess();
const float = { T: type('FLOAT') };
const int = { T: type('INT32') };
const normal = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 1, 'float32', seed);

/** A dense layer, a loop that scales until a sum is reached, a branch, and two halves that are added. */
const spec: ModelSpec = {
  inputs: [placeholder('x', 'FLOAT', [-1, 4])],
  weights: {
    zero: tf.scalar(0, 'int32'),
    one: tf.scalar(1, 'int32'),
    limit: tf.scalar(60),
    factor: tf.scalar(1.5),
    kernel: normal([4, 6], 1),
    bias: normal([6], 2),
    all: tf.tensor1d([0, 1], 'int32'),
    shift: tf.scalar(2),
    last: tf.scalar(1, 'int32'),
    scale: normal([3], 3),
  },
  functions: [
    sumIsBelow(['count', 'value', 'limit']),
    {
      name: 'grow',
      parameters: ['count', 'value', 'limit'],
      nodes: [
        node('one', 'Const'),
        node('factor', 'Const'),
        node('more', 'AddV2', ['count', 'one'], int),
        node('larger', 'Mul', ['value', 'factor'], float),
      ],
      results: ['more:z:0', 'larger:z:0', 'limit'],
    },
    {
      name: 'shifted',
      parameters: ['value'],
      nodes: [node('shift', 'Const'), node('plus', 'AddV2', ['value', 'shift'], float)],
      results: ['plus:z:0'],
    },
    {
      name: 'same',
      parameters: ['value'],
      nodes: [node('kept', 'Identity', ['value'], float)],
      results: ['kept:output:0'],
    },
  ],
  nodes: [
    node('net/dense/MatMul', 'MatMul', ['x', 'kernel'], float),
    node('net/dense/BiasAdd', 'BiasAdd', ['net/dense/MatMul', 'bias'], float),
    node('net/square', 'Square', ['net/dense/BiasAdd'], float),
    node('net/loop', 'StatelessWhile', ['zero', 'net/square', 'limit'], {
      cond: { func: { name: 'below' } },
      body: { func: { name: 'grow' } },
    }),
    node('net/sum', 'Sum', ['net/loop:1', 'all'], float),
    node('net/large', 'Greater', ['net/sum', 'limit'], float),
    node('net/branch', 'StatelessIf', ['net/large', 'net/loop:1'], {
      then_branch: { func: { name: 'shifted' } },
      else_branch: { func: { name: 'same' } },
    }),
    node('net/halves', 'Split', ['last', 'net/branch'], { ...float, num_split: { i: '2' } }),
    node('net/left', 'Mul', ['net/halves', 'scale'], float),
    node('net/joined', 'Sub', ['net/left', 'net/halves:1'], float),
    node('net/out', 'Abs', ['net/joined'], float),
  ],
  outputs: { out: 'net/out', count: 'net/loop' },
};

let model: tf.GraphModel;
let file: OnnxModel;
beforeAll(async () => {
  await tf.setBackend('cpu');
  model = await graphModel(spec);
  file = await exportModel(model);
});

const original = () => graphModelReference(graphModelFunction(model), tf);

/** The file with a weight a little larger. */
function tampered(weight: string): Uint8Array {
  const { graph } = file;
  const constant = graph.initializers.get(weight) as Constant;
  const data = Float32Array.from(constant.data as Float32Array, (value) => value * 1.1);
  const initializers = new Map(graph.initializers).set(weight, { ...constant, data });
  return new OnnxModel({ ...file.model, graph: { ...graph, initializers } }).bytes();
}

test('none in a file as it was exported', async () => {
  const report = await verifyModel(file.bytes(), original(), { launch });
  expect([report.pass, report.offender]).toEqual([true, undefined]);
});

test.each([
  // The product and its bias are one Gemm.
  ['kernel', 'net/dense/BiasAdd'],
  ['factor', 'net/loop:1'],
  ['shift', 'net/branch:0'],
  ['scale', 'net/left'],
])('with another %s: %s', async (weight, scope) => {
  const report = await verifyModel(tampered(weight), original(), { launch });
  expect([report.pass, report.offender?.scope]).toEqual([false, scope]);
  const rows = report.layers ?? [];
  const before = rows.slice(
    0,
    rows.findIndex((row) => row.scope === scope),
  );
  expect(before.every(({ pass }) => pass)).toBe(true);
  expect(rows.length).toBeGreaterThan(5);
});

test('values of nodes: all, or those that are wanted', async () => {
  const { computeNodes } = graphModelFunction(model);
  const x = normal([2, 4], 5);
  const before = tf.memory().numTensors;
  const all = await computeNodes({ x });
  const names = Object.keys(all);
  expect(names).toContain('net/loop:1');
  // Split has two results that are used; what is inside of functions cannot be asked for.
  expect(names.filter((name) => /halves|larger|kernel/.test(name))).toEqual([]);
  const some = await computeNodes({ x }, new Set(['net/square', 'net/no']));
  expect(Object.keys(some)).toEqual(['net/square']);
  expect(some['net/square']?.dataSync()).toEqual(all['net/square']?.dataSync());
  tf.dispose([all, some]);
  expect(tf.memory().numTensors).toBe(before);
});

test('a loop without iterations returns a weight, which stays', async () => {
  const { compute } = graphModelFunction(model);
  const x = tf.tensor2d([[100, 100, 100, 100]]);
  for (let run = 0; run < 2; run++) {
    const results = await compute({ x });
    expect(results['count']?.dataSync()).toEqual(Int32Array.of(0));
    tf.dispose(results);
  }
});

/** The search, on a bench whose times are made up. */
import { expect, test } from 'vitest';
import type { Constant, Graph, Model } from '../graph/graph.ts';
import { OnnxModel } from '../onnx/onnx-model.ts';
import type { Bench } from './bench.ts';
import { optimize, type OptimizeProgress } from './optimize.ts';

const filter = (shape: number[]): Constant => ({
  dtype: 'float32',
  shape,
  data: new Float32Array(shape.reduce((a, b) => a * b)).fill(0.5),
});

/** Two pointwise convolutions of one kind, and one of 3 × 3 in two groups. */
function modelOf(weights: ReadonlyMap<string, Constant>, opset = 18): Model {
  const conv = (name: string, x: string, y: string, group = 1) => ({
    name,
    op: 'Conv',
    domain: '',
    inputs: [x, `${name}/w`],
    outputs: [y],
    attributes: { group: { type: 'int' as const, value: group } },
  });
  const graph: Graph = {
    name: 'g',
    inputs: [{ name: 'x', dtype: 'float32', shape: ['N', 4, 6, 6] }],
    outputs: [{ name: 'y', dtype: 'float32', shape: ['N', 4, 4, 4] }],
    initializers: weights,
    nodes: [conv('one', 'x', 'a'), conv('two', 'a', 'b'), conv('grouped', 'b', 'y', 2)],
    values: new Map(),
  };
  return { ...OnnxModel.fromGraph(graph).model, opsets: { '': opset } };
}

const model = modelOf(
  new Map([
    ['one/w', filter([4, 4, 1, 1])],
    ['two/w', filter([4, 4, 1, 1])],
    ['grouped/w', filter([4, 2, 3, 3])],
  ]),
);

const operators = ({ graph }: Model) => graph.nodes.map(({ op }) => op);

/** Milliseconds of each operator; others take none. */
type Costs = Readonly<Record<string, number>>;

/** @param whole what an operator takes in the whole, where that differs */
function benchOf(alone: Costs, whole: Costs = alone, agrees = true) {
  const bench: Bench = {
    shapes: async (values) =>
      [1, 2].map((batch) => new Map(values.map((name) => [name, [batch, 4, 6, 6]]))),
    measure: async (models) =>
      models.map((one) => {
        const costs = one.graph.inputs[0]?.shape[0] === 'N' ? whole : alone;
        return [operators(one).reduce((sum, op) => sum + (costs[op] ?? 0), 0)];
      }),
    agrees: async () => agrees,
  };
  return { bench };
}

test('the fastest form of each kind is kept, and the whole is measured against the original', async () => {
  const { bench } = benchOf({ Conv: 10, MatMul: 4, Split: 100, ConvTranspose: 100 });
  const progress: OptimizeProgress[] = [];
  const onProgress = (step: OptimizeProgress) => progress.push(step);
  const result = await optimize(model, { bench, onProgress });
  expect(operators(result.model)).toEqual([
    ...['Reshape', 'MatMul', 'Reshape'],
    ...['Reshape', 'MatMul', 'Reshape'],
    'Conv',
  ]);
  expect(result).toMatchObject({ isChanged: true, before: 30, after: 18 });
  expect(result.kinds.map(({ layers, form }) => [layers, form])).toEqual([
    [['one', 'two'], 'MatMul'],
    [['grouped'], 'as it is'],
  ]);
  expect(result.kinds[0]?.forms.slice(0, 2)).toEqual([
    { form: 'MatMul', ms: 4 },
    { form: 'as it is', ms: 10 },
  ]);
  expect(progress.filter((step) => 'measured' in step)).toHaveLength(2);
  for (const description of ['the fastest form of each layer', 'the last comparison']) {
    const trial = { description, ratio: 18 / 30, isAdopted: true };
    expect(progress).toContainEqual({ trial });
  }
});

test('a form that wins alone and loses in the whole is left', async () => {
  const costs = { Conv: 10, MatMul: 4, Split: 100 };
  const { bench } = benchOf(costs, { ...costs, MatMul: 12 });
  const result = await optimize(model, { bench });
  expect(result.model).toBe(model);
  expect(result).toMatchObject({ isChanged: false, before: 30, after: 30 });
});

test('a form that wins in the whole alone is found', async () => {
  const costs = { Conv: 10, MatMul: 11, Split: 100 };
  const { bench } = benchOf(costs, { ...costs, MatMul: 3 });
  const { isChanged, after } = await optimize(model, { bench });
  expect([isChanged, after]).toEqual([true, 16]);
});

test('a result that differs from the original is not returned', async () => {
  const { bench } = benchOf({ Conv: 10, MatMul: 4, Split: 100 }, undefined, false);
  expect((await optimize(model, { bench })).model).toBe(model);
});

test('what is 1 % faster is noise', async () => {
  const { bench } = benchOf({ Conv: 10, MatMul: 9.9, Split: 100 });
  expect((await optimize(model, { bench })).model).toBe(model);
});

test('when the time is over, one kind of layer has been measured', async () => {
  const { bench } = benchOf({ Conv: 10, MatMul: 4, Split: 100 });
  const { kinds, before, after } = await optimize(model, { bench, seconds: 0 });
  expect(kinds.map(({ layers }) => layers)).toEqual([['one', 'two']]);
  expect([before, after]).toEqual([30, 18]);
});

test.each([
  ['weights that are no initializers', modelOf(new Map())],
  ['an operator set before 13', modelOf(model.graph.initializers, 12)],
])('a model with %s stays as it is', async (_, given) => {
  const { bench } = benchOf({ Conv: 10, MatMul: 4 });
  const result = await optimize(given, { bench });
  expect(result.model).toBe(given);
  expect(result.kinds).toEqual([]);
});

test('a model that runs at one size alone stays as it is', async () => {
  const { bench } = benchOf({ Conv: 10, MatMul: 4 });
  const result = await optimize(model, { bench: { ...bench, shapes: async () => [] } });
  expect(result.model).toBe(model);
});

test('a batch that depends on data stays open', async () => {
  const { bench } = benchOf({ Conv: 10, MatMul: 4, Split: 100 });
  const { graph } = model;
  const inputs = graph.inputs.map((input) => ({ ...input, shape: [3, 4, 6, 6] }));
  const compress = {
    name: 'kept',
    op: 'Compress',
    domain: '',
    inputs: ['a', 'one/w'],
    outputs: ['c'],
  };
  const nodes = graph.nodes.flatMap((node) =>
    node.name === 'two'
      ? [
          { ...compress, attributes: { axis: { type: 'int' as const, value: 0 } } },
          { ...node, inputs: ['c', 'two/w'] },
        ]
      : [node],
  );
  const fixed = { ...model, graph: { ...graph, inputs, nodes } };
  const shapes = async (values: readonly string[]) => [
    new Map(values.map((name) => [name, [3, 4, 6, 6]])),
  ];
  const result = await optimize(fixed, { bench: { ...bench, shapes } });
  const targetsOf = (layer: string) =>
    [...result.model.graph.initializers]
      .filter(([name, { dtype }]) => name.startsWith(`${layer}/`) && dtype === 'int64')
      .map(([, { data }]) => Array.from(data, Number));
  expect(targetsOf('one').map(([batch]) => batch)).toEqual([3, 3]);
  expect(targetsOf('two').map(([batch]) => batch)).toEqual([0, 0]);
});

import { expect, test } from 'vitest';
import { constantOf } from '../graph/constant.ts';
import type { Attribute, Constant, Graph, Model } from '../graph/graph.ts';
import { parseGraph } from '../graph/parse.ts';
import { maxInlineBytes, writeModel } from './write.ts';

function model(graph: Graph, rest: Partial<Model> = {}): Model {
  const producer = { producerName: 'ganport', producerVersion: '1' };
  return { graph, irVersion: 8, opsets: { '': 18 }, ...producer, metadata: {}, ...rest };
}

const graph = parseGraph('g (float[N] x) => (float[N] y) { y = Neg(x) }');

function withConstant(constant: Constant): Model {
  return model({ ...graph, initializers: new Map([['w', constant]]) });
}

function withAttribute(attribute: Attribute): Model {
  return model({
    ...graph,
    nodes: graph.nodes.map((node) => ({ ...node, attributes: { k: attribute } })),
  });
}

test('the same model gives the same bytes, in whatever order its records were made', () => {
  const text = (attributes: string) =>
    `g (float[N] x) => (float[N] y) { y = Op<${attributes}>(x) }`;
  const one = model(parseGraph(text('alpha = 0.5, beta = 2')), {
    opsets: { '': 18, 'com.example': 1 },
    metadata: { a: '1', b: '2' },
  });
  const other = model(parseGraph(text('beta = 2, alpha = 0.5')), {
    opsets: { 'com.example': 1, '': 18 },
    metadata: { b: '2', a: '1' },
  });
  expect(writeModel(one)).toEqual(writeModel(other));
});

test('types are written of values that a node makes, and of no others', () => {
  const stale = new Map([['gone', { name: 'gone', dtype: 'float32' as const, shape: [3] }]]);
  expect(writeModel(model({ ...graph, values: stale }))).toEqual(writeModel(model(graph)));
});

test('the bytes are a buffer of their own, which can be given to another thread', () => {
  const bytes = writeModel(model(graph));
  expect(bytes.buffer.byteLength).toBe(bytes.byteLength);
});

test.each([
  [
    'too few numbers for the shape',
    withConstant({ ...constantOf('float32', [2], [1, 2]), shape: [3] }),
    'tensor w: float32[3] needs 12 bytes, its data has 8',
  ],
  [
    'numbers of another type',
    withConstant({ ...constantOf('float32', [2], [1, 2]), dtype: 'float16' }),
    'tensor w: float16[2] needs 4 bytes, its data has 8',
  ],
  [
    'an attribute that is no integer',
    withAttribute({ type: 'ints', value: [1, 0.5] }),
    'attribute k of node y: 0.5 is not an integer that ONNX can hold',
  ],
  [
    'an integer that is not exact',
    withAttribute({ type: 'int', value: 2 ** 60 }),
    'attribute k of node y: 1152921504606847000 is not an integer that ONNX can hold',
  ],
])('%s: refused', (_, bad, message) => {
  expect(() => writeModel(bad)).toThrow(expect.objectContaining({ code: 'bad-argument', message }));
});

test('more than a file holds is refused before it is written', () => {
  const large = constantOf('uint8', [0], []);
  const shared = { ...large, shape: [2 ** 26], data: new Uint8Array(2 ** 26) };
  const names = Array.from({ length: Math.ceil(maxInlineBytes / 2 ** 26) + 1 }, (__, i) => `w${i}`);
  const initializers = new Map(names.map((name) => [name, shared]));
  const tooLarge = { ...graph, initializers };
  const refusal = /do not fit in one ONNX file \(2 GiB\); save it with external data$/;
  expect(() => writeModel(model(tooLarge))).toThrow(refusal);
  expect(() => writeModel(withAttribute({ type: 'graph', value: tooLarge }))).toThrow(refusal);
});

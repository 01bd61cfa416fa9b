import { expect, test } from 'vitest';
import type { OutputType } from './graph-builder.ts';
import { float, GraphBuilder } from './graph-builder.ts';
import { add, slice, unary } from './ops.ts';
import { recordingOf } from './recording.ts';
import type { Value } from './value.ts';

const vector: OutputType = { dtype: 'float32', shape: [4] };

/** What a program records with other numbers: new values each time. */
function key(record: (graph: GraphBuilder, x: Value) => readonly Value[], type = vector) {
  const graph = new GraphBuilder();
  return recordingOf(record(graph, graph.input('', type))).key;
}
const leaky = (alpha: number) => (graph: GraphBuilder, x: Value) => [
  graph.op('LeakyRelu', [x], { alpha: float(alpha) }, x),
];
const plus = (number: number) => (graph: GraphBuilder, x: Value) => [
  add(graph, x, graph.scalar(number)),
];
const taken = (start: number) => (graph: GraphBuilder, x: Value) => [
  slice(graph, x, [start], [start + 1], [1], [1]),
];

test.each([
  ['the same operators', leaky(0.1), leaky(0.1)],
  ['the same constants', plus(1), plus(1)],
  ['slices of one size at other places', taken(0), taken(2)],
] as const)('%s have one key', (_, one, other) => {
  expect(key(one)).toBe(key(other));
});

test.each([
  ['attributes', leaky(0.1), leaky(0.2)],
  ['the sign of an attribute 0', leaky(0), leaky(-0)],
  ['constants', plus(1), plus(2)],
  ['the sign of a constant 0', plus(0), plus(-0)],
] as const)('%s that differ make other keys', (_, one, other) => {
  expect(key(one)).not.toBe(key(other));
});

test('shapes and dtypes of inputs are in the key', () => {
  const keys = [vector, { ...vector, shape: [2, 2] }, { ...vector, dtype: 'int32' } as const].map(
    (type) => key((graph, x) => [unary(graph, 'Neg', x)], type),
  );
  expect(new Set(keys).size).toBe(3);
});

test('which values are used, and which are outputs, is in the key', () => {
  const chain = (order: (a: Value, b: Value) => Value[]) =>
    key((graph, x) => order(unary(graph, 'Neg', x), unary(graph, 'Exp', x)));
  const pair = (swap: boolean) =>
    key((graph, x) => {
      const y = graph.input('', vector);
      return [add(graph, ...(swap ? ([y, x] as const) : ([x, x] as const)))];
    });
  expect(chain((a, b) => [a, b])).not.toBe(chain((a, b) => [b, a]));
  expect(chain((a) => [a])).not.toBe(chain((_, b) => [b]));
  expect(pair(true)).not.toBe(pair(false));
});

test('a subgraph has no key', () => {
  const made = key((graph, x) => {
    const then = graph.region('branch', [], () => [unary(graph, 'Neg', x)]);
    const other = graph.region('branch', [], () => [unary(graph, 'Exp', x)]);
    const condition = graph.input('', { dtype: 'bool', shape: [] });
    return graph.ops('If', [condition], {}, [vector], { then_branch: then, else_branch: other });
  });
  expect(made).toBeUndefined();
});

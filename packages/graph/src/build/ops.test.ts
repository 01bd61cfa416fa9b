/** Shapes of results; test/lowering checks the numbers in ONNX Runtime. */
import { expect, test } from 'vitest';
import { GraphBuilder } from './graph-builder.ts';
import {
  add,
  channelsFirst,
  channelsLast,
  commonType,
  concat,
  expand,
  gather,
  matMul,
  pad,
  reduce,
  reshape,
  reverse,
  shape4D,
  transpose,
  where,
} from './ops.ts';
import type { Value } from './value.ts';

const graph = new GraphBuilder();
const input = (...shape: number[]) => graph.input('x', { dtype: 'float32', shape });
const opOf = ({ origin }: Value) => (origin.kind === 'node' ? origin.node.op : origin.kind);

test.each<[string, Value, string, number[]]>([
  ['add broadcasts', add(graph, input(2, 1, 3), input(4, 1)), 'Add', [2, 4, 3]],
  ['where broadcasts', where(graph, input(3), input(2, 1), input(1)), 'Where', [2, 3]],
  ['matMul broadcasts batches', matMul(graph, input(5, 2, 3), input(3, 4)), 'MatMul', [5, 2, 4]],
  ['transpose', transpose(graph, input(2, 3, 4), [2, 0, 1]), 'Transpose', [4, 2, 3]],
  ['channels first', channelsFirst(graph, input(2, 3, 4, 5)), 'Transpose', [2, 5, 3, 4]],
  ['channels last', channelsLast(graph, input(2, 5, 3, 4)), 'Transpose', [2, 3, 4, 5]],
  ['concat', concat(graph, [input(2, 3), input(4, 3)], 0), 'Concat', [6, 3]],
  ['gather', gather(graph, input(2, 3, 4), input(5, 6), 1), 'Gather', [2, 5, 6, 4]],
  ['pad and crop', pad(graph, input(4, 4), [1, -1, 2, 0]), 'Pad', [7, 3]],
  ['reduce', reduce(graph, 'ReduceSum', input(2, 3, 4), [0, 2], false), 'ReduceSum', [3]],
  ['reduce, axes kept', reduce(graph, 'ReduceMax', input(2, 3), [1], true), 'ReduceMax', [2, 1]],
  ['reverse', reverse(graph, input(2, 3), [1]), 'Slice', [2, 3]],
])('%s', (_, { shape, ...value }, op, expected) => {
  expect(opOf({ shape, ...value })).toBe(op);
  expect(shape).toEqual(expected);
});

test('operators that would change nothing are not recorded', () => {
  const x = input(2, 3);
  const results = [
    transpose(graph, x, [0, 1]),
    reshape(graph, x, [2, 3]),
    expand(graph, x, [2, 3]),
    pad(graph, x, [0, 0, 0, 0]),
    concat(graph, [x], 0),
    reduce(graph, 'ReduceSum', x, [], true),
  ];
  for (const result of results) expect(result).toBe(x);
});

test('a pad that crops everything pads first', () => {
  const padded = pad(graph, input(2), [-2, 3]);
  expect(padded.shape).toEqual([3]);
  const before = padded.origin.kind === 'node' ? padded.origin.node.inputs[0] : undefined;
  expect(before?.shape).toEqual([5]);
});

test.each([
  [() => add(graph, input(2), input(3)), 'shapes [2] and [3] do not broadcast'],
  [() => shape4D(input(2, 3)), 'shape [2,3] has not four axes'],
  [() => shape4D(input(1, 2, 3, 4, 5)), 'shape [1,2,3,4,5] has not four axes'],
])('a shape that does not fit is refused', (build, message) => {
  expect(build).toThrow(expect.objectContaining({ code: 'bad-argument', message }));
});

test('the common type holds the numbers of both', () => {
  expect([commonType('bool', 'int32'), commonType('int32', 'float32')]).toEqual([
    'int32',
    'float32',
  ]);
});

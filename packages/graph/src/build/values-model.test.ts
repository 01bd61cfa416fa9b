import { expect, test } from 'vitest';
import { GraphBuilder } from './graph-builder.ts';
import { add, mul, slice, unary } from './ops.ts';
import { becomeInput, isConstant, type Value } from './value.ts';
import { recordingOf } from './recording.ts';
import { modelOfRecording, withOneOutput } from './values-model.ts';

const graph = new GraphBuilder();
const x = graph.input('', { dtype: 'float32', shape: [100] });
const constant = (length: number) =>
  graph.constant({ dtype: 'float32', shape: [length], data: new Float32Array(length) });

test('inputs and large constants are inputs of the model, small constants are not', () => {
  const large = constant(100);
  const y = mul(graph, add(graph, x, large), constant(1));
  const recording = recordingOf([y]);
  expect(recording.inputs).toEqual([x, large]);
  const { inputs, initializers } = modelOfRecording(recording).graph;
  expect(inputs.map(({ name }) => name)).toEqual(['x0', 'x1']);
  expect(initializers.size).toBe(1);
});

test('the start and end of a slice are inputs, its axes and steps are not', () => {
  const y = slice(graph, x, [10], [20], [1], [10]);
  expect(recordingOf([y]).inputs).toHaveLength(3);
});

test('the model of one output has only the inputs that it needs', () => {
  const z = graph.input('', { dtype: 'float32', shape: [100] });
  const recording = recordingOf([unary(graph, 'Neg', x), unary(graph, 'Exp', z)]);
  const { inputs, nodes, outputs } = withOneOutput(modelOfRecording(recording), 1).graph;
  expect(inputs.map(({ name }) => name)).toEqual(['x1']);
  expect(nodes.map(({ op }) => op)).toEqual(['Exp']);
  expect(outputs.map(({ name }) => name)).toEqual(['y1']);
});

test('a value that was computed is an input of later models', () => {
  const a = unary(graph, 'Neg', x);
  const y = unary(graph, 'Exp', a);
  const before = modelOfRecording(recordingOf([y]));
  becomeInput(a);
  const recording = recordingOf([y]);
  const after = modelOfRecording(recording);
  expect(before.graph.nodes.map(({ op }) => op)).toEqual(['Neg', 'Exp']);
  expect(after.graph.nodes.map(({ op }) => op)).toEqual(['Exp']);
  expect(recording.inputs).toEqual([a]);
});

test.each<[string, Value, boolean]>([
  ['a constant', constant(2), true],
  ['what is computed from constants', unary(graph, 'Neg', constant(2)), true],
  ['an input', x, false],
  ['what is computed from an input', add(graph, constant(100), unary(graph, 'Neg', x)), false],
])('whether %s is constant', (_, value, expected) => {
  expect(isConstant(value)).toBe(expected);
});

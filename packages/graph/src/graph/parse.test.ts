import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryGraph } from './arbitrary.test.support.ts';
import { parseGraph } from './parse.ts';
import { printGraph } from './print.ts';

test('what is printed is read back as the same graph', () => {
  fc.assert(
    fc.property(arbitraryGraph(), (graph) => {
      expect(parseGraph(printGraph(graph, { maxElements: Infinity }))).toEqual(graph);
    }),
  );
});

test('reads types, constants, labels, domains, attributes, left-out inputs and comments', () => {
  const graph = parseGraph(`
    g (float[N,3] x) => (float[N,2] y) <float[3,2] w = {1, 2, 3, 4, 5, -inf}, float[N,2] a> {
      # a comment
      ["layer/MatMul"] a = MatMul(x, w)
      y = com.example.Odd<axis = -1, alpha = 0.5, mode = "same", pads = [1, 2], none: ints = []>(a, , w)
    }`);
  expect(graph.name).toBe('g');
  expect(graph.inputs).toEqual([{ name: 'x', dtype: 'float32', shape: ['N', 3] }]);
  expect(graph.values.get('a')).toEqual({ name: 'a', dtype: 'float32', shape: ['N', 2] });
  expect(graph.initializers.get('w')?.data).toEqual(new Float32Array([1, 2, 3, 4, 5, -Infinity]));
  expect(graph.nodes[0]?.name).toBe('layer/MatMul');
  expect(graph.nodes[1]).toEqual({
    name: 'y',
    op: 'Odd',
    domain: 'com.example',
    inputs: ['a', '', 'w'],
    outputs: ['y'],
    attributes: {
      axis: { type: 'int', value: -1 },
      alpha: { type: 'float', value: 0.5 },
      mode: { type: 'string', value: 'same' },
      pads: { type: 'ints', value: [1, 2] },
      none: { type: 'ints', value: [] },
    },
  });
});

test.each([
  ['', 'line 1, column 1: expected the name of a graph, found the end'],
  ['(float x) => (float y) {', 'line 1, column 25: expected the name of a value, found the end'],
  ['(float x) =>\n  (flaot y) {}', 'line 2, column 4: flaot is not a type ganport knows'],
  ['(float x) => () { y = Add(x x) }', 'line 1, column 29: expected ), found x'],
  ['(float[] x) => () {}', 'line 1, column 2: float[] is of any rank; a scalar is float alone'],
  ['() => () <float[2] w = {1}> {}', 'line 1, column 24: 1 numbers do not fill [2]'],
  ['() => () <float[2] w = {1, ...}> {}', 'line 1, column 28: this tensor was printed cut short'],
  ['() => () <int64 w = {1.5}> {}', 'line 1, column 22: expected an integer, found 1.5'],
  [
    '() => () { y = Op<a = [1, "b"]>() }',
    'line 1, column 23: a list holds only numbers or only strings, and an empty one has a type',
  ],
  [
    '() => () { y = Op<a = []>() }',
    'line 1, column 23: a list holds only numbers or only strings, and an empty one has a type',
  ],
  ['() => () {} ()', 'line 1, column 13: expected the end, found ('],
  ['() => () { y = Op("a\\q") }', 'line 1, column 19: "a\\q" is not a string'],
  ['() => () { ; }', 'line 1, column 12: ";" is not part of the syntax'],
])('says where %j is wrong', (text, message) => {
  expect(() => parseGraph(text)).toThrow(expect.objectContaining({ code: 'bad-model', message }));
});

test.each(['-1', '-0', '1.5', '1e99'])('%s is not a size', (size) => {
  expect(() => parseGraph(`(float[${size}] x) => () {}`)).toThrow(`${size} is not a size`);
});

test('subgraphs nested without end are refused before the stack overflows', () => {
  const text = '() => () { y = If<a = '.repeat(5000);
  expect(() => parseGraph(text)).toThrow(/nested more than 16 deep/);
});

import { expect, test } from 'vitest';
import { constantOf } from './constant.ts';
import { parseGraph } from './parse.ts';
import { printGraph } from './print.ts';

const text = `g (float[N,3] x) => (float[N,2] y) <
  float[3,2] w = {0.1, 2, 3, 4, 5, 6},
  float half = {0.5},
  float[N,2] a
> {
  ["layer/MatMul"] a = MatMul(x, w)
  y = Mul<alpha = 1.0, axes: ints = [], perm = [1, 0]>(a, half)
}`;

test('a graph prints as ONNX text, with the fewest digits that give each number back', () => {
  expect(printGraph(parseGraph(text))).toBe(text);
});

test('large tensors are cut short unless asked for', () => {
  const graph = {
    ...parseGraph('() => () {}'),
    initializers: new Map([['w', constantOf('int32', [4], [1, 2, 3, 4])]]),
  };
  expect(printGraph(graph, { maxElements: 2 })).toContain('int32[4] w = {1, 2, ...}');
  expect(printGraph(graph, { maxElements: 4 })).toContain('int32[4] w = {1, 2, 3, 4}');
});

test('labels and types of inner values can be left out', () => {
  const short = printGraph(parseGraph(text), { labels: false, values: false });
  expect(short).toContain('\n  a = MatMul(x, w)');
  expect(short).not.toContain('float[N,2] a');
});

test('a name with a line separator stays as it is', () => {
  const separated = '(float "a\u2028b") => (float y) {\n  y = Neg("a\u2028b")\n}';
  expect(printGraph(parseGraph(separated))).toBe(separated);
});

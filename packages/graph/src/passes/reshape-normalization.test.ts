import { expect, test } from 'vitest';
import '../graph/to-print.test.support.ts';
import { parseGraph } from '../graph/parse.ts';
import { validate } from '../graph/validate.ts';
import { normalizeReshapes } from './reshape-normalization.ts';

test.each([
  ['adds an axis', 'float[N,1,4]', '{-1, 1, 4}', 'Unsqueeze', 'axes', '{1}'],
  ['removes an axis', 'float[4]', '{4}', 'Squeeze', 'axes', '{0}', 'float[1,4]'],
  ['splits an axis', 'float[N,2,2]', '{-1, 2, 2}', 'Reshape', 'shape', '{-1, 2, 2}'],
])('a Reshape that %s', (_, type, target, op, parameter, numbers, from = 'float[N,4]') => {
  const shape = target.split(',').length;
  const graph = normalizeReshapes(
    parseGraph(`(${from} x) => (${type} y) <int64[${shape}] shape = ${target}> {
      ["r"] y = Reshape(x, shape)
    }`),
  );
  validate(graph);
  const [node] = graph.nodes;
  expect(node?.op).toBe(op);
  const wanted = parameter === 'shape' ? 'shape' : `r/${parameter}`;
  expect(node?.inputs).toEqual(['x', wanted]);
  expect(`{${graph.initializers.get(wanted)?.data.join(', ')}}`).toBe(numbers);
  expect(normalizeReshapes(graph)).toBe(graph);
});

test('a reshape of a reshaped value reads the original, and one that changes nothing goes', () => {
  const graph = normalizeReshapes(
    parseGraph(`(float[N,4] x) => (float[N,4] y, float[N,2,2] z) <
      int64[3] three = {-1, 2, 2}, int64[1] one = {-1}, int64[2] two = {-1, 4},
      float[M] b, float[N,4] c
    > {
      b = Reshape(x, one)
      z = Reshape(b, three)
      c = Reshape(b, two)
      y = Relu(c)
    }`),
  );
  expect(graph).toPrint(`(float[N,4] x) => (float[N,4] y, float[N,2,2] z) <
    int64[3] three = {-1, 2, 2}, int64[1] one = {-1}, int64[2] two = {-1, 4}
  > {
    b = Reshape(x, one)
    z = Reshape(x, three)
    y = Relu(x)
  }`);
});

test('a computed shape becomes a constant, where one size at most is open or all stay where they are', () => {
  const graph = normalizeReshapes(
    parseGraph(`(float[N,M,4] x, int64[4] s) => (float[N,M,2,2] y) < > {
      ["r"] y = Reshape(x, s)
    }`),
  );
  expect(graph).toPrint(`(float[N,M,4] x, int64[4] s) => (float[N,M,2,2] y) <
    int64[4] "r/shape" = {0, 0, 2, 2}
  > {
    y = Reshape(x, "r/shape")
  }`);
});

test.each([
  [
    'an unknown shape',
    '(float[N,4] x, int64[1] s) => (float y) { a = Reshape(x, s) y = ReduceSum<keepdims = 0>(a) }',
  ],
  [
    'two sizes that are known only when the graph runs',
    '(float[N,M] x, int64[2] s) => (float[P,Q] y) { y = Reshape(x, s) }',
  ],
  [
    'a constant shape with a copied size',
    '(float[N,4] x) => (float[N,2,2] y) <int64[3] s = {0, 2, 2}> { y = Reshape(x, s) }',
  ],
  [
    'an axis from the end',
    '(float[N,4] x) => (float[N,4,1] y) <int64[1] s = {-1}> { y = Unsqueeze(x, s) }',
  ],
])('%s stays', (_, text) => {
  const graph = parseGraph(text);
  expect(normalizeReshapes(graph)).toBe(graph);
});

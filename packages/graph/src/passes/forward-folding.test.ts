import { expect, test } from 'vitest';
import '../graph/to-print.test.support.ts';
import { parseGraph } from '../graph/parse.ts';
import { validate } from '../graph/validate.ts';
import { foldForward } from './forward-folding.ts';
import { runPasses } from './pass.ts';

test('batch normalization goes into the dense layer behind it', () => {
  const graph = runPasses(
    parseGraph(`(float[N,2] x) => (float[N,1] y) <
      float[2] s = {2, 3}, float[1,2] t = {10, 20}, float[2,1] w = {1, 2}, float[1] v = {5},
      float[N,2] a, float[N,2] b
    > {
      a = Mul(s, x)
      b = Add(a, t)
      y = Gemm(b, w, v)
    }`),
    [foldForward],
  );
  validate(graph);
  expect(graph.nodes).toHaveLength(1);
  const [, weight = '', bias = ''] = graph.nodes[0]?.inputs ?? [];
  // (2x + 10) · 1 + (3x' + 20) · 2 + 5
  expect([...(graph.initializers.get(weight)?.data ?? [])]).toEqual([2, 6]);
  expect([...(graph.initializers.get(bias)?.data ?? [])]).toEqual([55]);
});

test('through a flatten, a number for each channel is one for each of its elements', () => {
  const graph = foldForward(
    parseGraph(`(float[N,2,1,2] x) => (float[N,1] y) <
      float[2,1,1] s = {2, 3}, float[4,1] w = {1, 1, 1, 1}, int64[2] flat = {-1, 4},
      float[N,2,1,2] a, float[N,4] b
    > {
      a = Div(x, s)
      b = Reshape(a, flat)
      y = MatMul(b, w)
    }`),
  );
  expect(graph.nodes.map(({ op }) => op)).toEqual(['Reshape', 'MatMul']);
  expect([...(graph.initializers.get('w.1')?.data ?? [])].map((n) => Number(n).toFixed(3))).toEqual(
    ['0.500', '0.500', '0.333', '0.333'],
  );
});

const convolution = (before: string, conv: string) => `(float[N,2,3,3] x) => (float[N,1,3,3] y) <
  float[2,1,1] s = {2, 3}, float[1,2,1,1] w = {1, 2}, float[2] one = {1, 1}, float[2] v = {3, 4},
  float[N,2,3,3] a
> { a = ${before} ["c"] y = ${conv} }`;

test('an offset of channels goes into a convolution without padding', () => {
  const graph = foldForward(parseGraph(convolution('Sub(x, s)', 'Conv(a, w)')));
  expect(graph.nodes.map(({ op, inputs }) => [op, ...inputs])).toEqual([
    ['Conv', 'x', 'w.1', 'c/bias'],
  ]);
  expect([...(graph.initializers.get('c/bias')?.data ?? [])]).toEqual([-8]);
});

test('the operator of batch normalization, too', () => {
  const graph = foldForward(
    parseGraph(convolution('BatchNormalization<epsilon = 0.0>(x, v, one, v, one)', 'Conv(a, w)')),
  );
  expect([...(graph.initializers.get('w.1')?.data ?? [])]).toEqual([3, 8]);
  // (3 (x − 3) + 1) · 1 + (4 (x' − 4) + 1) · 2
  expect([...(graph.initializers.get('c/bias')?.data ?? [])]).toEqual([-38]);
});

test.each([
  ['an offset before padding', convolution('Add(x, s)', 'Conv<pads = [1, 1, 1, 1]>(a, w)')],
  ['a constant minus x', convolution('Sub(s, x)', 'Conv(a, w)')],
  ['a scale before groups', convolution('Mul(x, s)', 'Conv<group = 2>(a, w)')],
  ['a scale that other nodes see', convolution('Mul(x, s)', 'Conv(a, w) z = Relu(a)')],
])('%s stays', (_, text) => {
  const graph = parseGraph(text);
  expect(foldForward(graph)).toBe(graph);
});

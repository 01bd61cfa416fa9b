import { expect, test } from 'vitest';
import '../graph/to-print.test.support.ts';
import { parseGraph } from '../graph/parse.ts';
import { validate } from '../graph/validate.ts';
import { eliminateBroadcasts } from './broadcast-elimination.ts';
import { eliminateDeadCode } from './dead-code.ts';
import { runPasses } from './pass.ts';

function eliminate(text: string) {
  const graph = runPasses(parseGraph(text), [eliminateBroadcasts, eliminateDeadCode]);
  validate(graph);
  return graph;
}

test('a constant of equal elements is a scalar', () => {
  expect(
    eliminate(`(float[2,2] x) => (float[2,2] y) <float[2,2] half = {0.5, 0.5, 0.5, 0.5}> {
      y = Mul(half, x)
    }`),
  ).toPrint(`(float[2,2] x) => (float[2,2] y) <float "half.1" = {0.5}> { y = Mul("half.1", x) }`);
});

test('a product with ones is a broadcast; what follows is computed on the small value', () => {
  expect(
    eliminate(`(float[2,2] x, float[2] v) => (float[2,2] y) <
      float[2,2] ones = {1, 1, 1, 1}, float n = {3}, float[2,2] a, float[2,2] b
    > {
      a = Mul(v, ones)
      b = Div(a, n)
      y = Add(x, b)
    }`),
  ).toPrint(`(float[2,2] x, float[2] v) => (float[2,2] y) <float n = {3}> {
    "b.1" = Div(v, n)
    y = Add(x, "b.1")
  }`);
});

test('Expand and Tile along axes of size 1 are left to the operator, also of open sizes', () => {
  expect(
    eliminate(`(float[N,3] x, float[1,3] v, float[N,1] w, int64[2] s) => (float[N,3] y) <
      int64[2] counts = {1, 3}, float[N,3] a, float[N,3] b, float[N,3] c
    > {
      a = Expand(v, s)
      b = Tile(w, counts)
      c = Sub(x, a)
      y = Mul(c, b)
    }`),
  ).toPrint(`(float[N,3] x, float[1,3] v, float[N,1] w, int64[2] s) => (float[N,3] y) {
    c = Sub(x, v)
    y = Mul(c, w)
  }`);
});

test('who is no elementwise operator gets the whole value', () => {
  expect(
    eliminate(`(float[2,3] x, float[3] v) => (float[2,2] y, float[2,3] z) <
      int64[2] shape = {2, 3}, float[2,3] a, float[2,3] b
    > {
      a = Expand(v, shape)
      b = Exp(a)
      y = MatMul(x, b)
      z = Neg(b)
    }`),
  ).toPrint(`(float[2,3] x, float[3] v) => (float[2,2] y, float[2,3] z) <
    int64[2] shape = {2, 3}
  > {
    "b.1" = Exp(v)
    b = Expand("b.1", shape)
    y = MatMul(x, b)
    "z.1" = Neg("b.1")
    z = Expand("z.1", shape)
  }`);
});

test.each([
  ['the constant is not uniform', 'y = Mul(x, most)'],
  ['nothing else has the size of the result', 'y = Mul(v, twos)'],
  ['the operator is not elementwise', 'y = Concat<axis = 0>(v, twos)'],
  ['Tile repeats more than one element', 'a = Tile(v, twice) y = Mul(x, a)'],
])('stays: %s', (_, nodes) => {
  const graph = parseGraph(`(float[N,4] x, float[N,2] v, float[N,1] w) => (float[N,4] y) <
    float[4] most = {1, 1, 1, 2}, float[N,4] a, float[1,2] twos = {2, 2}, int64[2] twice = {1, 2}
  > { ${nodes} }`);
  expect(eliminateBroadcasts(graph)).toBe(graph);
});

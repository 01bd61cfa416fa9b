import { expect, test } from 'vitest';
import '../graph/to-print.test.support.ts';
import { parseGraph } from '../graph/parse.ts';
import { validate } from '../graph/validate.ts';
import { eliminateDeadCode } from './dead-code.ts';
import { runPasses } from './pass.ts';
import { eliminateTransposes } from './transpose-elimination.ts';

function eliminate(text: string) {
  const graph = runPasses(parseGraph(text), [eliminateTransposes, eliminateDeadCode]);
  validate(graph);
  return graph;
}

test('a transpose that undoes another disappears', () => {
  expect(
    eliminate(`(float[N,3,8,8] x) => (float[N,3,8,8] y) {
      a = Transpose<perm = [0, 2, 3, 1]>(x)
      b = Transpose<perm = [0, 3, 1, 2]>(a)
      y = Relu(b)
    }`),
  ).toPrint('(float[N,3,8,8] x) => (float[N,3,8,8] y) { y = Relu(x) }');
});

test('two transposes that do not are one', () => {
  expect(
    eliminate(`(float[2,3,4] x) => (float[4,3,2] y) {
      a = Transpose<perm = [1, 0, 2]>(x)
      b = Transpose<perm = [2, 0, 1]>(a)
      y = Op(b)
    }`),
  ).toPrint(`(float[2,3,4] x) => (float[4,3,2] y) {
    b = Transpose<perm = [2, 1, 0]>(x)
    y = Op(b)
  }`);
});

test('convolutions read each other through what lies between, in which constants are adapted', () => {
  const graph = eliminate(`(float[N,8,8,3] x, float[3,3,1,1] k) => (float[N,8,8,3] y) <
    float[3] scale = {1, 2, 3}, float half = {0.5}, float[8,1] rows = {1, 2, 3, 4, 5, 6, 7, 8},
    float[N,8,8,3] c, float[N,8,8,3] d, float[N,8,8,3] e, float[N,8,8,3] f
  > {
    a = Transpose<perm = [0, 3, 1, 2]>(x)
    b = Conv(a, k)
    c = Transpose<perm = [0, 2, 3, 1]>(b)
    d = Mul(c, scale)
    e = Add(half, d)
    f = Mul(e, rows)
    g = LeakyRelu<alpha = 0.5>(f)
    h = Transpose<perm = [0, 3, 1, 2]>(g)
    i = Conv(h, k)
    j = Transpose<perm = [0, 2, 3, 1]>(i)
    y = Tanh(j)
  }`);
  expect(graph).toPrint(`(float[N,8,8,3] x, float[3,3,1,1] k) => (float[N,8,8,3] y) <
    float half = {0.5}, float[1,3,1,1] "scale.1" = {1, 2, 3},
    float[1,1,1,8] "rows.1" = {1, 2, 3, 4, 5, 6, 7, 8}
  > {
    a = Transpose<perm = [0, 3, 1, 2]>(x)
    b = Conv(a, k)
    d = Mul(b, "scale.1")
    e = Add(half, d)
    f = Mul(e, "rows.1")
    g = LeakyRelu<alpha = 0.5>(f)
    i = Conv(g, k)
    "y.1" = Tanh(i)
    y = Transpose<perm = [0, 2, 3, 1]>("y.1")
  }`);
  expect(graph.values.get('d')?.shape).toEqual(['N', 3, 8, 8]);
});

test('a vector that is not constant is reshaped', () => {
  expect(
    eliminate(`(float[N,3,8,8] x, float[3] v) => (float[N,3,8,8] y) <float[N,8,8,3] a> {
      a = Transpose<perm = [0, 2, 3, 1]>(x)
      b = Add(a, v)
      y = Transpose<perm = [0, 3, 1, 2]>(b)
    }`),
  ).toPrint(`(float[N,3,8,8] x, float[3] v) => (float[N,3,8,8] y) <
    int64[4] "v.1/Reshape/shape" = {1, 3, 1, 1}
  > {
    "v.1" = Reshape(v, "v.1/Reshape/shape")
    b = Add(x, "v.1")
    y = Identity(b)
  }`);
});

test('pads, axes, scales and joined values follow the layout', () => {
  expect(
    eliminate(`(float[N,3,8,8] x) => (float[N,6,20,20] y) <
      int64[8] pads = {0, 1, 1, 0, 0, 1, 1, 0}, float[4] scales = {1, 2, 2, 1},
      float[N,10,10,3] b, float[N,20,20,3] c
    > {
      a = Transpose<perm = [0, 2, 3, 1]>(x)
      b = Pad(a, pads)
      c = Resize(b, , scales)
      d = Softmax(c)
      e = Concat<axis = 3>(d, c)
      y = Transpose<perm = [0, 3, 1, 2]>(e)
    }`),
  ).toPrint(`(float[N,3,8,8] x) => (float[N,6,20,20] y) <
    int64[8] "b/1" = {0, 0, 1, 1, 0, 0, 1, 1}, float[4] "c/2" = {1, 1, 2, 2}
  > {
    b = Pad(x, "b/1")
    c = Resize(b, , "c/2")
    d = Softmax<axis = 1>(c)
    e = Concat<axis = 1>(d, c)
    y = Identity(e)
  }`);
});

test('statistics over height and width keep their values in the layout', () => {
  expect(
    eliminate(`(float[N,3,8,8] x) => (float[N,3,8,8] y) <
      int64[2] axes = {1, 2}, float[N,8,8,3] a, float[N,1,1,3] m, float[N,3] v
    > {
      a = Transpose<perm = [0, 2, 3, 1]>(x)
      m = ReduceMean(a, axes)
      d = Sub(a, m)
      v = ReduceMax<keepdims = 0>(a, axes)
      e = Op(v)
      f = Mul(d, e)
      g = Transpose<perm = [0, 3, 1, 2]>(d)
      y = Op(f, g)
    }`),
  ).toPrint(`(float[N,3,8,8] x) => (float[N,3,8,8] y) <
    int64[2] "m/1" = {2, 3}, int64[2] "v/1" = {2, 3}
  > {
    m = ReduceMean(x, "m/1")
    d = Sub(x, m)
    v = ReduceMax<keepdims = 0>(x, "v/1")
    e = Op(v)
    "d.1" = Transpose<perm = [0, 2, 3, 1]>(d)
    f = Mul("d.1", e)
    y = Op(f, d)
  }`);
});

test('axes of size 1 change places by a reshape', () => {
  expect(
    eliminate(`(float[N,1,28,28] x) => (float[N,28,28,1] y) <float[N,28,28,1] a> {
      a = Transpose<perm = [0, 2, 3, 1]>(x)
      y = Tanh(a)
    }`),
  ).toPrint(`(float[N,1,28,28] x) => (float[N,28,28,1] y) <
    int64[4] "y/Reshape/shape" = {-1, 28, 28, 1}
  > {
    "y.1" = Tanh(x)
    y = Reshape("y.1", "y/Reshape/shape")
  }`);
});

test.each([
  ['the other input has another layout and nothing undoes it', 'y = Add(a, z)'],
  ['two results would each need it', 'b = Exp(a) c = Tanh(a) d = Op(b) y = Op(c, d)'],
  ['the operator is unknown', 'y = Op(a)'],
  ['the axes are not known', 'b = ReduceSum(a, i) y = Transpose<perm = [0, 3, 1, 2]>(b)'],
  ['the shape is not known', 'b = Op(a) c = Add(a, b) y = Transpose<perm = [0, 3, 1, 2]>(c)'],
])('a transpose stays where %s', (_, nodes) => {
  const graph = parseGraph(`(float[N,3,8,8] x, float[N,8,8,3] z, int64[2] i) => (float[N,8,8,3] y) {
    a = Transpose<perm = [0, 2, 3, 1]>(x)
    ${nodes}
  }`);
  expect(runPasses(graph, [eliminateTransposes])).toBe(graph);
});

test('a gather of rows stays one, a gather of single numbers may become one', () => {
  const graph = eliminate(`(float[2,3,1,8] x, int64[8] at, int64[3] of) => (float[2,3,1,8] y) {
    a = Transpose<perm = [0, 2, 3, 1]>(x)
    rows = Gather<axis = 2>(a, at)
    numbers = Gather<axis = 3>(rows, of)
    y = Transpose<perm = [0, 3, 1, 2]>(numbers)
  }`);
  expect(graph.nodes.map(({ op }) => op)).toEqual(['Transpose', 'Gather', 'Gather', 'Transpose']);
  expect(
    eliminate(`(float[2,3,1,8] x, int64[3] of) => (float[2,3,1,8] y) {
      a = Transpose<perm = [0, 2, 3, 1]>(x)
      b = Gather<axis = 3>(a, of)
      y = Transpose<perm = [0, 3, 1, 2]>(b)
    }`),
  ).toPrint(`(float[2,3,1,8] x, int64[3] of) => (float[2,3,1,8] y) {
    b = Gather<axis = 1>(x, of)
    y = Identity(b)
  }`);
});

test.each([
  [
    'rows are transposed before they are repeated',
    `(float[N,4] x) => (float[6,N] y) <int64[6] i = {0, 0, 1, 1, 2, 3}, float[4,N] a, float[6,N] b> {
      a = Transpose<perm = [1, 0]>(x) b = Gather<axis = 0>(a, i) y = Op(b)
    }`,
    ['Transpose', 'Gather', 'Op'],
  ],
  [
    'images are transposed after rows of them are repeated',
    `(float[N,3,4,4] x) => (float[N,6,4,3] y) <
      int64[6] i = {0, 0, 1, 1, 2, 3}, float[N,4,4,3] a, float[N,6,4,3] b
    > {
      a = Transpose<perm = [0, 2, 3, 1]>(x) b = Gather<axis = 1>(a, i) y = Op(b)
    }`,
    ['Gather', 'Transpose', 'Op'],
  ],
])('%s', (_, text, order) => {
  expect(eliminate(text).nodes.map(({ op }) => op)).toEqual(order);
});

import { expect, test } from 'vitest';
import '../graph/to-print.test.support.ts';
import { parseGraph } from '../graph/parse.ts';
import { validate } from '../graph/validate.ts';
import { permuteDense } from './dense-layout.ts';

test('the rows of the weight change places instead of the elements of images', () => {
  const graph = permuteDense(
    parseGraph(`(float[N,2,1,2] x) => (float[N,1] y) <
      int64[2] flat = {-1, 4}, float[4,1] w = {1, 2, 3, 4}, float[1] v = {5}, float[N,4] b
    > {
      a = Transpose<perm = [0, 2, 3, 1]>(x)
      ["r"] b = Reshape(a, flat)
      y = Gemm(b, w)
    }`),
  );
  validate(graph);
  expect(graph).toPrint(`(float[N,2,1,2] x) => (float[N,1] y) <
    int64[2] flat = {-1, 4}, float[4,1] w = {1, 2, 3, 4}, float[1] v = {5},
    int64[2] "r/shape" = {-1, 4}, float[4,1] "w.1" = {1, 3, 2, 4}
  > {
    a = Transpose<perm = [0, 2, 3, 1]>(x)
    b = Reshape(x, "r/shape")
    y = Gemm(b, "w.1")
  }`);
});

test('the columns and the bias do, through elementwise operators', () => {
  const graph = permuteDense(
    parseGraph(`(float[N,1] x) => (float[N,2,1,2] y) <
      int64[4] shape = {-1, 1, 2, 2}, float[1,4] w = {1, 2, 3, 4}, float[4] v = {5, 6, 7, 8},
      float[N,4] b, float[N,1,2,2] c
    > {
      a = Gemm(x, w, v)
      b = Relu(a)
      ["r"] c = Reshape(b, shape)
      y = Transpose<perm = [0, 3, 1, 2]>(c)
    }`),
  );
  validate(graph);
  expect(graph).toPrint(`(float[N,1] x) => (float[N,2,1,2] y) <
    int64[4] shape = {-1, 1, 2, 2}, float[1,4] w = {1, 2, 3, 4}, float[4] v = {5, 6, 7, 8},
    float[4] "v.1" = {5, 7, 6, 8}, float[1,4] "w.1" = {1, 3, 2, 4}, int64[4] "r/shape" = {-1, 2, 1, 2}
  > {
    a = Gemm(x, "w.1", "v.1")
    b = Relu(a)
    y = Reshape(b, "r/shape")
  }`);
});

const rows = (transpose: string, more = '') => `(float[N,2,1,2] x) => (float[N,1] y${more}) <
  int64[2] flat = {-1, 4}, float[4,1] w = {1, 2, 3, 4}, float[N,4] b
> {
  a = Transpose<perm = [${transpose}]>(x)
  b = Reshape(a, flat)
  y = Gemm(b, w)
  ${more === '' ? '' : 'z = Gemm(b, w)'}
}`;

test.each([
  ['a batch that changes places', rows('1, 0, 2, 3')],
  ['a weight that is used twice', rows('0, 2, 3, 1', ', float[N,1] z')],
])('%s stays', (_, text) => {
  const graph = parseGraph(text);
  expect(permuteDense(graph)).toBe(graph);
});

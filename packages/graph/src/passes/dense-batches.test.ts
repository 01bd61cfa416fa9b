import { expect, test } from 'vitest';
import '../graph/to-print.test.support.ts';
import { parseGraph } from '../graph/parse.ts';
import { validate } from '../graph/validate.ts';
import { multiplyBatches } from './dense-batches.ts';

const dense = (op: string, type = 'float[N,5,2]') => `(float[N,5,3] x) => (${type} y) <
  int64[2] flat = {-1, 3}, int64[3] whole = {-1, 5, 2},
  float[3,2] w = {1, 2, 3, 4, 5, 6}, float[2] v = {7, 8}, float[M,2] b
> {
  a = Reshape(x, flat)
  ["d/MatMul"] b = ${op}
  y = Reshape(b, whole)
}`;

test.each([
  ['a product', 'MatMul(a, w)', 'y = MatMul(x, w)'],
  ['a product and a bias', 'Gemm(a, w, v)', '"b.1" = MatMul(x, w) y = Add("b.1", v)'],
])('%s without reshapes', (_, op, after) => {
  const graph = multiplyBatches(parseGraph(dense(op)));
  validate(graph);
  expect(graph).toPrint(`(float[N,5,3] x) => (float[N,5,2] y) <
    int64[2] flat = {-1, 3}, int64[3] whole = {-1, 5, 2},
    float[3,2] w = {1, 2, 3, 4, 5, 6}, float[2] v = {7, 8}
  > {
    a = Reshape(x, flat)
    ${after}
  }`);
});

test.each([
  ['a transposed weight', dense('Gemm<transB = 1>(a, w)')],
  ['other leading axes', dense('MatMul(a, w)', 'float[5,N,2]')],
  ['a product that is used elsewhere', dense('MatMul(a, w)').replace('y =', 'z = Relu(b) y =')],
])('%s stays', (_, text) => {
  const graph = parseGraph(text);
  expect(multiplyBatches(graph)).toBe(graph);
});

import { expect, test } from 'vitest';
import '../graph/to-print.test.support.ts';
import { parseGraph } from '../graph/parse.ts';
import { validate } from '../graph/validate.ts';
import { eliminateDeadCode } from './dead-code.ts';
import { runPasses } from './pass.ts';
import { readTransposed } from './transposed-products.ts';

test('the gradient of a dense kernel reads the inputs as they are', () => {
  const graph = runPasses(
    parseGraph(`(float[1,5,3] x, float[5,4] dy) => (float[3,4] y) <
      int64[2] s = {3, 5}, float[1,3,5] a, float[3,5] b
    > {
      a = Transpose<perm = [0, 2, 1]>(x)
      b = Reshape(a, s)
      y = MatMul(b, dy)
    }`),
    [readTransposed, eliminateDeadCode],
  );
  validate(graph);
  expect(graph).toPrint(`(float[1,5,3] x, float[5,4] dy) => (float[3,4] y) <
    int64[2] "x/Reshape/shape" = {5, 3}
  > {
    "x/Reshape" = Reshape(x, "x/Reshape/shape")
    y = Gemm<transA = 1, transB = 0>("x/Reshape", dy)
  }`);
});

test('both operands may be transposed', () => {
  const graph = runPasses(
    parseGraph(`(float[5,3] x, float[4,5] w) => (float[3,4] y) <float[3,5] a, float[5,4] b> {
      a = Transpose<perm = [1, 0]>(x)
      b = Transpose<perm = [1, 0]>(w)
      y = MatMul(a, b)
    }`),
    [readTransposed, eliminateDeadCode],
  );
  expect(graph).toPrint(`(float[5,3] x, float[4,5] w) => (float[3,4] y) {
    y = Gemm<transA = 1, transB = 1>(x, w)
  }`);
});

test.each([
  ['a batch', '(float[2,5,3] x, float[2,5,4] w)', 'a = Transpose<perm = [0, 2, 1]>(x)'],
  ['integers', '(int32[5,3] x, int32[5,4] w)', 'a = Transpose<perm = [1, 0]>(x)'],
  [
    'other axes',
    '(float[3,1,5] x, float[5,4] w)',
    'b = Transpose<perm = [1, 0, 2]>(x) a = Reshape(b, s)',
  ],
  [
    'a matrix that is cut anew',
    '(float[1,3,5] x, float[5,4] w)',
    'b = Transpose<perm = [0, 2, 1]>(x) a = Reshape(b, s)',
  ],
])('stays: %s', (_, inputs, nodes) => {
  const graph = parseGraph(`${inputs} => (float y) <
    int64[2] s = {3, 5}, float[3,5] a, float[1,5,3] b
  > { ${nodes} y = MatMul(a, w) }`);
  expect(readTransposed(graph)).toBe(graph);
});

import { expect, test } from 'vitest';
import '../graph/to-print.test.support.ts';
import { parseGraph } from '../graph/parse.ts';
import { validate } from '../graph/validate.ts';
import { foldBatchNorms } from './batch-norm-folding.ts';

test('batch normalization goes into the convolution before it', () => {
  const graph = foldBatchNorms(
    parseGraph(`(float[N,1,4,4] x) => (float[N,2,4,4] y) <
      float[2,1,1,1] k = {1, 2}, float[2] bias = {1, -1},
      float[1,2,1,1] factor = {3, 5}, float[2,1,1] term = {10, 20}
    > {
      a = Conv<kernel_shape = [1, 1]>(x, k, bias)
      b = Mul(factor, a)
      c = Add(b, term)
      y = Relu(c)
    }`),
  );
  validate(graph);
  expect(graph).toPrint(`(float[N,1,4,4] x) => (float[N,2,4,4] y) <
    float[2,1,1,1] k = {3, 10}, float[2] bias = {13, 15},
    float[1,2,1,1] factor = {3, 5}, float[2,1,1] term = {10, 20}
  > {
    c = Conv<kernel_shape = [1, 1]>(x, k, bias)
    y = Relu(c)
  }`);
});

test('a transposed convolution has its output channels on the second axis', () => {
  expect(
    foldBatchNorms(
      parseGraph(`(float[N,2,4,4] x) => (float[N,2,4,4] y) <
        float[2,2,1,1] k = {1, 2, 3, 4}, float[2,1,1] factor = {2, 4}, float half = {0.5}
      > {
        a = ConvTranspose(x, k)
        b = Div(a, factor)
        y = Sub(b, half)
      }`),
    ),
  ).toPrint(`(float[N,2,4,4] x) => (float[N,2,4,4] y) <
    float[2,2,1,1] k = {0.5, 0.5, 1.5, 1}, float[2,1,1] factor = {2, 4}, float half = {0.5},
    float[2] "a/bias" = {-0.5, -0.5}
  > { [a] y = ConvTranspose(x, k, "a/bias") }`);
});

test('a product of matrices becomes a Gemm, which has a bias', () => {
  expect(
    foldBatchNorms(
      parseGraph(`(float[N,2] x) => (float[N,2] y) <
        float[2,2] w = {1, 2, 3, 4}, float[2] factor = {2, 3}, float[1,2] term = {5, 6}
      > {
        a = MatMul(x, w)
        b = Mul(a, factor)
        y = Add(b, term)
      }`),
    ),
  ).toPrint(`(float[N,2] x) => (float[N,2] y) <
    float[2,2] w = {2, 6, 6, 12}, float[2] factor = {2, 3}, float[1,2] term = {5, 6},
    float[2] "a/bias" = {5, 6}
  > { [a] y = Gemm(x, w, "a/bias") }`);
});

test('a bias goes beside a weight that is computed, and beside one that another node uses', () => {
  const graph = foldBatchNorms(
    parseGraph(`(float[N,2,4,4] x, float[3,2,1,1] k) => (float[N,3,4,4] y, float[N,3,4,4] z) <
      float[3,1,1] term = {10, 20, 30}
    > {
      a = Conv(x, k)
      y = Add(term, a)
      b = Conv(x, k)
      z = Sub(b, term)
    }`),
  );
  validate(graph);
  expect(graph).toPrint(`
    (float[N,2,4,4] x, float[3,2,1,1] k) => (float[N,3,4,4] y, float[N,3,4,4] z) <
      float[3,1,1] term = {10, 20, 30}, float[3] "a/bias" = {10, 20, 30},
      float[3] "b/bias" = {-10, -20, -30}
    > {
      [a] y = Conv(x, k, "a/bias")
      [b] z = Conv(x, k, "b/bias")
    }`);
});

test.each([
  ['the convolution is used twice', 'a = Conv(x, k) b = Mul(a, f) y = Op(a, b)'],
  ['the weight is used twice', 'a = Conv(x, k) y = Mul(a, f) z = Conv(x, k)'],
  ['the weight is not constant', 'a = Conv(x, v) y = Mul(a, f)'],
  ['the number of channels is open', 'a = MatMul(m, open) y = Add(a, f1)'],
  ['the operand has numbers for each pixel', 'a = Conv(x, k) y = Mul(a, rows)'],
  ['the operand is for another axis', 'a = Conv(x, k) y = Mul(a, row)'],
  ['the operand is a value', 'a = Conv(x, k) y = Mul(a, x)'],
  ['a number is divided', 'a = Conv(x, k) y = Div(f, a)'],
  ['channels are in groups', 'a = ConvTranspose<group = 2>(x, k) y = Mul(a, f)'],
  ['a bias needs a matrix', 'a = MatMul(x, w) y = Add(a, row)'],
  ['Gemm scales', 'a = Gemm<alpha = 0.5>(m, w) y = Mul(a, row)'],
])('stays: %s', (_, nodes) => {
  const graph =
    parseGraph(`(float[N,2,2,2] x, float[2,2,1,1] v, float[2,2] m, float[2,M] open) => (float[N,2,2,2] y) <
    float[2,2,1,1] k = {1, 2, 3, 4}, float[2,1,1] f = {2, 4}, float[2] row = {1, 2}, float f1 = {1},
    float[2,2] w = {1, 2, 3, 4}, float[2,2,1] rows = {1, 2, 3, 4}
  > { ${nodes} }`);
  expect(foldBatchNorms(graph)).toBe(graph);
});

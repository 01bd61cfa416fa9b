import { expect, test } from 'vitest';
import '../graph/to-print.test.support.ts';
import { parseGraph } from '../graph/parse.ts';
import { validate } from '../graph/validate.ts';
import { eliminateDeadCode } from './dead-code.ts';
import { eliminateIdentities } from './identity-elimination.ts';
import { runPasses } from './pass.ts';
import { eliminateReshapes } from './reshape-elimination.ts';

test('a dense layer with batch normalization has no reshapes', () => {
  const graph = runPasses(
    parseGraph(`(float[N,2] x, float[2,3] k) => (float[N,3] y) <
      int64[3] batch = {1, -1, 2}, int64[3] wide = {1, 2, 3}, int64[4] image = {1, 1, -1, 3},
      int64[2] flat = {-1, 3}, float[3] f = {1, 2, 3}, float[1,1,1,3] t = {4, 5, 6},
      float[1,N,2] a, float[1,2,3] b, float[1,N,3] c, float[1,1,N,3] d, float[1,1,N,3] e,
      float[1,1,N,3] g
    > {
      a = Reshape(x, batch)
      b = Reshape(k, wide)
      c = MatMul(a, b)
      d = Reshape(c, image)
      e = Mul(d, f)
      g = Add(t, e)
      y = Reshape(g, flat)
    }`),
    [eliminateReshapes, eliminateIdentities, eliminateDeadCode],
  );
  validate(graph);
  expect(graph).toPrint(`(float[N,2] x, float[2,3] k) => (float[N,3] y) <
    float[3] f = {1, 2, 3}, float[3] "t.1" = {4, 5, 6}
  > {
    "c.1" = MatMul(x, k)
    "e.1.1" = Mul("c.1", f)
    y = Add("t.1", "e.1.1")
  }`);
});

test.each([
  ['no reshape follows', 'a = Reshape(x, s) y = Exp(a)'],
  ['the reshaped value is used twice', 'a = Reshape(x, s) b = Exp(a) y = Reshape(b, t) z = Op(a)'],
  ['the last axis changes', 'a = Reshape(x, t) b = Mul(a, v) y = Reshape(b, s)'],
  ['the other operand has more axes', 'a = Reshape(x, s) b = Mul(a, w) y = Reshape(b, t)'],
  ['the batch has two matrices', 'y = MatMul(m, n)'],
  ['no reshape is around a product', 'a = Exp(p) b = MatMul(a, q) y = Exp(b)'],
])('stays: %s', (_, nodes) => {
  const graph =
    parseGraph(`(float[4,6] x, float[2,3,4] m, float[2,4,3] n, float[1,2,6] p, float[1,6,6] q) => (float[2,2,6] y) <
    int64[3] s = {2, 2, 6}, int64[2] t = {8, 3}, float[3] v = {1, 2, 3}, float[2,1] w = {1, 2},
    float[2,2,6] a, float[1,2,6] b
  > { ${nodes} }`);
  expect(eliminateReshapes(graph)).toBe(graph);
});

import { expect, test } from 'vitest';
import '../graph/to-print.test.support.ts';
import { parseGraph } from '../graph/parse.ts';
import { validate } from '../graph/validate.ts';
import { channelsFirst } from './channels-first.ts';

test('images are NCHW at the ends, and other values as they are', () => {
  const graph = channelsFirst(
    parseGraph(`(float[N,H,W,3] x, float[N,2] z) => (float[N,H,W,3] y, float[N,2] s, int64[1] h) {
      y = Relu(x)
      s = Neg(z)
      h = Shape<start = 1, end = 2>(x)
    }`),
  );
  validate(graph);
  expect(graph).toPrint(
    `(float[N,3,H,W] x, float[N,2] z) => (float[N,3,H,W] y, float[N,2] s, int64[1] h) {
      "x/nhwc" = Transpose<perm = [0, 2, 3, 1]>(x)
      "y/nhwc" = Relu("x/nhwc")
      s = Neg(z)
      h = Shape<start = 2, end = 3>(x)
      y = Transpose<perm = [0, 3, 1, 2]>("y/nhwc")
    }`,
  );
});

test('a graph without images stays', () => {
  const graph = parseGraph('(float[N,3] x) => (float[N,3] y) { y = Relu(x) }');
  expect(channelsFirst(graph)).toBe(graph);
});

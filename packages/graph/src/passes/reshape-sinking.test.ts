import { expect, test } from 'vitest';
import '../graph/to-print.test.support.ts';
import { parseGraph } from '../graph/parse.ts';
import { validate } from '../graph/validate.ts';
import { eliminateDeadCode } from './dead-code.ts';
import { runPasses } from './pass.ts';
import { normalizeReshapes } from './reshape-normalization.ts';
import { sinkReshapes } from './reshape-sinking.ts';

const passes = [sinkReshapes, normalizeReshapes, eliminateDeadCode];

test('a Squeeze sinks to the Unsqueeze that undoes it, also where a branch joins', () => {
  const graph = runPasses(
    parseGraph(
      `(float[N,3,1,L] x) => (float[N,3,1,L] y) <
      int64[1] axis = {2}, float[3,1] v = {1, 2, 3},
      float[N,3,L] a, float[N,3,L] b, float[N,3,L] c, float[N,3,L] d
    > {
      a = Squeeze(x, axis)
      b = Relu(a)
      c = Add(a, b)
      d = Mul(c, v)
      y = Unsqueeze(d, axis)
    }`.replace('float[N,3,L] c', 'float[N,3,L] c, float[N,3,L] d'),
    ),
    passes,
  );
  validate(graph);
  expect(graph).toPrint(`(float[N,3,1,L] x) => (float[N,3,1,L] y) <
    float[3,1,1] "v.1" = {1, 2, 3}
  > {
    "b.1" = Relu(x)
    "c.1" = Add(x, "b.1")
    y = Mul("c.1", "v.1")
  }`);
});

test('an added leading axis leaves operands with fewer axes alone', () => {
  const graph = runPasses(
    parseGraph(`(float[N,4] x, float[N,4] z) => (float[N,4] y) <
      int64[1] axis = {0}, float[1,N,4] a, float[1,N,4] b
    > {
      a = Unsqueeze(x, axis)
      b = Mul(a, z)
      y = Squeeze(b, axis)
    }`),
    passes,
  );
  expect(graph).toPrint(`(float[N,4] x, float[N,4] z) => (float[N,4] y) { y = Mul(x, z) }`);
});

test('an axis in an attribute is that of the other shape', () => {
  const graph = runPasses(
    parseGraph(`(float[N,1,3] x) => (float[N,1,3] y) <int64[1] axis = {1}, float[N,3] a, float[N,3] b> {
      a = Squeeze(x, axis)
      b = Softmax<axis = 1>(a)
      y = Unsqueeze(b, axis)
    }`),
    passes,
  );
  expect(graph).toPrint('(float[N,1,3] x) => (float[N,1,3] y) { y = Softmax<axis = 2>(x) }');
});

test('any reshape sinks where all operands come from it', () => {
  const graph = runPasses(
    parseGraph(`(float[N,3,1,1] x) => (float[N,3] y) <
      int64[4] shape = {-1, 1, 1, 3}, int64[2] axes = {1, 2}, float half = {0.5},
      float[N,1,1,3] a, float[N,1,1,3] b, float[N,1,1,3] c
    > {
      a = Reshape(x, shape)
      b = Mul(a, half)
      c = Add(b, a)
      y = Squeeze(c, axes)
    }`),
    passes,
  );
  expect(graph.nodes.map(({ op }) => op)).toEqual(['Mul', 'Add', 'Squeeze']);
});

test('a Squeeze sinks behind its only user', () => {
  const graph = sinkReshapes(
    parseGraph(`(float[N,1,3] x) => (float[N,3] y) <int64[1] axis = {1}, float[N,3] a, float[3] v = {1, 2, 3}> {
      a = Squeeze(x, axis)
      y = Add(a, v)
    }`),
  );
  expect(graph.nodes.map(({ op }) => op)).toEqual(['Squeeze', 'Add', 'Squeeze']);
});

test.each([
  [
    'no reshape follows',
    '(float[N,3] x) => (float[N,1,3] y) <int64[1] axis = {1}, float[N,1,3] a> { a = Unsqueeze(x, axis) y = Relu(a) }',
  ],
  [
    'no reshape follows a Squeeze with other users',
    `(float[N,1,3] x) => (float[N,3] y, float[N,3] z) <int64[1] axis = {1}, float[N,3] a> {
      a = Squeeze(x, axis) y = Relu(a) z = Neg(a) }`,
  ],
  [
    'an operand has the axis',
    `(float[N,1,3] x, float[N,3] z) => (float[N,1,3] y) <int64[1] axis = {1}, float[N,3] a, float[N,3] b> {
      a = Squeeze(x, axis) b = Mul(a, z) y = Unsqueeze(b, axis) }`,
  ],
  [
    'a constant is along the axis',
    `(float[N,3] x) => (float[N,3] y) <
      int64[1] axis = {1}, float[2,1] v = {1, 2}, float[N,1,3] a, float[N,2,3] b, int64[2] s = {-1, 3}
    > { a = Unsqueeze(x, axis) b = Mul(a, v) y = Reshape(b, s) }`,
  ],
])('where %s, it stays', (_, text) => {
  const graph = parseGraph(text);
  expect(sinkReshapes(graph)).toBe(graph);
});

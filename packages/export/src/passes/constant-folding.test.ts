import { expect, test } from 'vitest';
import '../graph/to-print.test.support.ts';
import { parseGraph } from '../graph/parse.ts';
import { foldConstants } from './constant-folding.ts';
import { eliminateDeadCode } from './dead-code.ts';
import { runPasses } from './pass.ts';

function fold(text: string) {
  return runPasses(parseGraph(text), [foldConstants, eliminateDeadCode]);
}

test('what depends on constants alone becomes a constant', () => {
  const graph = fold(`(float[N,2] x) => (float[N,2] y) <
    float[2] variance = {0, 8}, float one = {1}, float[2] scale = {2, 6}
  > {
    a = Add(variance, one)
    b = Sqrt(a)
    c = Div(scale, b)
    y = Mul(x, c)
  }`);
  expect(graph).toPrint(`(float[N,2] x) => (float[N,2] y) <float[2] c = {2, 2}> {
    y = Mul(x, c)
  }`);
});

test('float32 arithmetic rounds to float32', () => {
  const graph = fold(`(float x) => (float y) <float a = {16777216}, float b = {1}> {
    c = Add(a, b)
    d = Sub(c, a)
    y = Mul(x, d)
  }`);
  expect(graph.initializers.get('d')?.data).toEqual(new Float32Array([0]));
});

test('sizes that are known are constants, open ones are not', () => {
  const graph = fold(`(float[N,3,4] x) => (int64[2] y, int64[1] z) <int64[1] last = {2}> {
    a = Shape<start = 1>(x)
    y = Identity(a)
    b = Shape(x)
    z = Slice(b, last, last)
  }`);
  expect(graph).toPrint(`(float[N,3,4] x) => (int64[2] y, int64[1] z) <
    int64[1] last = {2}, int64[2] a = {3, 4}
  > {
    y = Identity(a)
    b = Shape(x)
    z = Slice(b, last, last)
  }`);
});

test.each([
  ['an output of the graph', '() => (float y) <float a = {1}> { y = Neg(a) }'],
  [
    'random draws',
    '(float[2] x) => (float[2] y) { a = RandomUniform<shape = [2]>() y = Add(x, a) }',
  ],
  [
    'another domain',
    '(float x) => (float y) <float a = {1}> { b = com.example.Neg(a) y = Add(x, b) }',
  ],
  [
    'what would make the file larger',
    `(float x) => (float y) <int64[1] size = {1000000}, float one = {1}> {
      a = ConstantOfShape(size)
      b = Expand(one, size)
      y = Op(x, a, b)
    }`,
  ],
  [
    'integers divided by zero or overflowing',
    `(float x) => (float y) <int32 one = {1}, int32 zero = {0}, int32 most = {2147483647}> {
      a = Div(one, zero)
      b = Add(most, one)
      y = Op(x, a, b)
    }`,
  ],
  [
    'casts of numbers that the type does not have',
    `(float x) => (float y) <float large = {3e9}, float[1] odd = {nan}> {
      a = Cast<to = 6>(large)
      b = Cast<to = 7>(odd)
      y = Op(x, a, b)
    }`,
  ],
  [
    'a slice that goes backwards, a gather from outside',
    `(float x) => (float y) <float[2] a = {1, 2}, int64[1] i = {5}, int64[1] back = {-1}> {
      b = Slice(a, i, i, i, back)
      c = Gather(a, i)
      y = Op(x, b, c)
    }`,
  ],
])('%s: left alone', (_, text) => {
  const graph = parseGraph(text);
  expect(foldConstants(graph)).toBe(graph);
});

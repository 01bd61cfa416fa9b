/** Ranges of positions, by the definitions of the operators in onnx/onnx Operators.md. */
import { expect, test } from 'vitest';
import { indexRanges } from './index-ranges.ts';
import { parseGraph } from './parse.ts';

const rangeOf = (text: string, name: string, sizes?: Record<string, number>) => {
  const range = indexRanges(parseGraph(text), sizes).get(name);
  return range && [range.from, range.below];
};

test.each([
  ['Gather', '(int32[3] i, float[9,4] t) => (float[3,4] y) { y = Gather(t, i) }', 9],
  ['its axis', '(int32[3] i, float[9,4] t) => (float[9,3] y) { y = Gather<axis = -1>(t, i) }', 4],
  [
    'GatherElements',
    '(int64[9,2] i, float[9,4] t) => (float[9,2] y) { y = GatherElements<axis = 1>(t, i) }',
    4,
  ],
  ['GatherND', '(int64[3,2] i, float[9,4,2] t) => (float[3,2] y) { y = GatherND(t, i) }', 4],
  [
    'GatherND in batches',
    '(int64[9,3,1] i, float[9,4,2] t) => (float[9,3,2] y) { y = GatherND<batch_dims = 1>(t, i) }',
    4,
  ],
  [
    'ScatterND',
    '(int64[3,1] i, float[9,4] t, float[3,4] u) => (float[9,4] y) { y = ScatterND(t, i, u) }',
    9,
  ],
  [
    'OneHot',
    '(int64[3] i) => (float[3,7] y) <int64 d = {7}, float[2] v = {0, 1}> { y = OneHot(i, d, v) }',
    7,
  ],
  [
    'a one-hot vector by comparison',
    '(int32[3,1] i) => (bool[3,4] y) <int32[4] n = {0, 1, 2, 3}> { y = Equal(i, n) }',
    4,
  ],
])('%s', (_, text, below) => expect(rangeOf(text, 'i')).toEqual([0, below]));

test('through nodes that move elements about, and casts from floating point', () => {
  const text = `(float[N,5] i, int32[5] j, float[9,4] t) => (float[5,4] y) <int64[1] a = {5}, int64[1] b = {0}, int64[1] c = {1}> {
    whole = Cast<to = 6>(i)
    one = Slice(whole, b, c, b)
    flat = Reshape(one, a)
    both = Concat<axis = 0>(flat, j)
    y = Gather(t, both)
  }`;
  expect(rangeOf(text, 'i')).toEqual([0, 9]);
  expect(rangeOf(text, 'j')).toEqual([0, 9]);
  expect(rangeOf(text, 't')).toBeUndefined();
});

test('a constant that is added moves the range; the smallest of several tables counts', () => {
  const text = `(int32[3] i, float[9,4] t, float[6] u) => (float[3,4] y, float[3] z) <int32 one = {1}, int32 two = {2}> {
    next = Add(i, one)
    y = Gather(t, next)
    before = Sub(i, two)
    z = Gather(u, before)
  }`;
  expect(rangeOf(text, 'i')).toEqual([2, 8]);
});

test('a table of open size', () => {
  const text = '(int32[3] i, float[N,4] t) => (float[3,4] y) { y = Gather(t, i) }';
  expect(rangeOf(text, 'i', { N: 12 })).toEqual([0, 12]);
  expect(rangeOf(text, 'i')).toEqual([0, 1]);
});

test('inside the branches of an If, which read values around them', () => {
  const text = `(bool c, int32[3] i, float[9] t) => (float[3] y) {
    y = If<then_branch = then () => (float[3] a) { a = Gather(t, i) },
           else_branch = other () => (float[3] b) { b = Cast<to = 1>(i) }>(c)
  }`;
  expect(rangeOf(text, 'i')).toEqual([0, 9]);
});

test('nothing about numbers that are computed with, and operators of other domains', () => {
  expect(rangeOf('(float[3] i) => (float[3] y) { y = Tanh(i) }', 'i')).toBeUndefined();
  const foreign = '(int32[3] i, float[9] t) => (float[3] y) { y = com.mine.Gather(t, i) }';
  expect(rangeOf(foreign, 'i')).toBeUndefined();
});

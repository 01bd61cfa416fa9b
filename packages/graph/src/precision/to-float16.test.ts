import { expect, test } from 'vitest';
import '../graph/to-print.test.support.ts';
import { parseGraph } from '../graph/parse.ts';
import { validate } from '../graph/validate.ts';
import type { Float16Options } from './float16-plan.ts';
import { keptInFloat32, toFloat16 } from './to-float16.ts';

function half(text: string, options?: Float16Options) {
  const graph = toFloat16(parseGraph(text), options);
  validate(graph);
  return graph;
}

function reasons(text: string, options?: Float16Options) {
  return Object.fromEntries(
    [...keptInFloat32(parseGraph(text), options)].map(([{ name }, reason]) => [name, reason]),
  );
}

const dense = `(float[N,2] x) => (float[N,2] y) <float[2,2] w = {1, 2, 3, 4}> {
  a = MatMul(x, w)
  y = Tanh(a)
}`;

test('weights and arithmetic are float16, the ends stay float32', () => {
  expect(half(dense)).toPrint(`(float[N,2] x) => (float[N,2] y) <
    float16[2,2] w = {15360, 16384, 16896, 17408}
  > {
    "x/float16" = Cast<to = 10>(x)
    a = MatMul("x/float16", w)
    "y/float16" = Tanh(a)
    y = Cast<to = 1>("y/float16")
  }`);
});

test('the ends become float16 when asked', () => {
  expect(half(dense, { float16Io: true })).toPrint(`(float16[N,2] x) => (float16[N,2] y) <
    float16[2,2] w = {15360, 16384, 16896, 17408}
  > {
    a = MatMul(x, w)
    y = Tanh(a)
  }`);
});

const mixed = `(float[1,1,2,2] x) => (float[1,1,4,4] y, float z) <
  float[4] s = {1, 1, 2, 2}, float e = {1e-7}, float two = {2}, int64 i = {0}
> {
  a = Mul(x, two)
  y = Resize(a, , s)
  b = Add(a, e)
  c = Transpose(b)
  d = CumSum(c, i)
  f = Tanh(d)
  z = ReduceSum(f)
}`;

test('scales, small constants and sums stay; what only moves elements takes the type around it', () => {
  expect(half(mixed)).toPrint(`(float[1,1,2,2] x) => (float[1,1,4,4] y, float z) <
    float[4] s = {1, 1, 2, 2}, float e = {1e-7}, int64 i = {0}, float16 two = {16384}
  > {
    "x/float16" = Cast<to = 10>(x)
    a = Mul("x/float16", two)
    "y/float16" = Resize(a, , s)
    "a/float32" = Cast<to = 1>(a)
    b = Add("a/float32", e)
    c = Transpose(b)
    d = CumSum(c, i)
    "d/float16" = Cast<to = 10>(d)
    f = Tanh("d/float16")
    "z/float16" = ReduceSum(f)
    y = Cast<to = 1>("y/float16")
    z = Cast<to = 1>("z/float16")
  }`);
  expect(reasons(mixed)).toEqual({
    b: 'float16 does not hold e',
    c: 'it lies between nodes that stay',
    d: 'sums of many elements lose their last digits',
  });
});

test('operators and values stay when asked', () => {
  expect(reasons(dense, { keepOperators: ['Tanh'] })).toEqual({ y: 'as asked' });
  const wide = { keepValues: new Set(['a']) };
  const reason = 'float16 does not hold the values of a';
  expect(reasons(dense, wide)).toEqual({ a: reason, y: reason });
  expect(half(dense, wide)).toPrint(dense);
});

test('one cast serves all who need it', () => {
  const text = `(float[2] x) => (float[2] y) <float large = {1e5}> {
    a = Tanh(x) b = Mul(a, large) c = Add(a, large) d = Sub(b, c) y = Mul(d, a) }`;
  expect(half(text).nodes.filter(({ op }) => op === 'Cast')).toHaveLength(5);
});

test('the branches of an If compute in float16, with constants of their own and of the graph', () => {
  expect(
    half(`(bool c, float[2] x) => (float[2] y) <float[2] w = {1, 2}> {
      a = Tanh(x)
      y = If<
        then_branch = t () => (float[2] p) { p = Mul(a, w) },
        else_branch = e () => (float[2] q) <float[2] h = {1, -1}> { q = Add(x, h) }
      >(c)
    }`),
  ).toPrint(`(bool c, float[2] x) => (float[2] y) <float16[2] w = {15360, 16384}> {
    "x/float16" = Cast<to = 10>(x)
    a = Tanh("x/float16")
    "y/float16" = If<
      then_branch = t () => (float16[2] p) { p = Mul(a, w) },
      else_branch = e () => (float16[2] q) <float16[2] h = {15360, 48128}> { q = Add("x/float16", h) }
    >(c)
    y = Cast<to = 1>("y/float16")
  }`);
});

test('a loop carries float32 and computes in float16', () => {
  expect(
    half(`(float[2] x) => (float[2] y) <int64 n = {3}, bool c = {1}, float[2] w = {1, 2}> {
      a = Tanh(x)
      y = Loop<body = b (int64 i, bool k, float[2] s) => (bool l, float[2] t) {
        l = Identity(k)
        m = Mul(a, w)
        t = Add(s, m)
      }>(n, c, x)
    }`),
  ).toPrint(`(float[2] x) => (float[2] y) <
    int64 n = {3}, bool c = {1}, float16[2] w = {15360, 16384}
  > {
    "x/float16" = Cast<to = 10>(x)
    a = Tanh("x/float16")
    y = Loop<body = b (int64 i, bool k, float[2] s) => (bool l, float[2] t) {
      l = Identity(k)
      m = Mul(a, w)
      "s/float16" = Cast<to = 10>(s)
      "t/float16" = Add("s/float16", m)
      t = Cast<to = 1>("t/float16")
    }>(n, c, x)
  }`);
});

test('types in attributes follow; a weight that is stored as float16 is used as it is', () => {
  expect(
    half(`(int32[2] x) => (float[2] y) <float16[2] w = {15360, 15360}> {
      a = Cast<to = 1>(x)
      b = Cast<to = 1>(w)
      c = Mul(a, b)
      k = Constant<value = float {2}>()
      n = Constant<value_float = 2.0>()
      d = Mul(c, k)
      e = Mul(d, n)
      y = Relu(e)
    }`),
  ).toPrint(`(int32[2] x) => (float[2] y) <float16[2] w = {15360, 15360}> {
    a = Cast<to = 10>(x)
    c = Mul(a, w)
    k = Constant<value = float16 {16384}>()
    n = Constant<value_float = 2.0>()
    d = Mul(c, k)
    "n/float16" = Cast<to = 10>(n)
    e = Mul(d, "n/float16")
    "y/float16" = Relu(e)
    y = Cast<to = 1>("y/float16")
  }`);
});

test.each([
  ['1, 1e5', true],
  ['1, 1e-7', false],
  ['1e-7, 1e-7', true],
  ['inf, 1', false],
  ['nan, 1', false],
])('a tensor of %s stays float32: %s', (values, stays) => {
  const text = `(float[2] x) => (float[2] y) <float[2] w = {${values}}> { y = Mul(x, w) }`;
  expect(reasons(text)).toEqual(stays ? { y: 'float16 does not hold w' } : {});
});

test.each([
  ['1, 2, 0', true],
  ['1, 0, 2', true],
  ['0, 2, 1', false],
  ['2, 0, 1', false],
])('a product behind a Transpose to (%s) stays float32: %s', (perm, stays) => {
  const text = `(float[2, 2, 2] x) => (float[2, 2, 1] y) <float[2, 1] w = {1, 2}> {
    t = Transpose<perm = [${perm}]>(x)
    y = MatMul(t, w)
  }`;
  expect(Object.keys(reasons(text))).toEqual(stays ? ['y', 't'] : []);
});

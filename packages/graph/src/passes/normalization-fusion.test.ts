import { expect, test } from 'vitest';
import '../graph/to-print.test.support.ts';
import { parseGraph } from '../graph/parse.ts';
import { validate } from '../graph/validate.ts';
import { foldBatchNorms } from './batch-norm-folding.ts';
import { fuseNormalizations } from './normalization-fusion.ts';

const fused = `(float[N,2,H,W] x) => (float[N,2,H,W] y) <
  int64[2] axes = {2, 3}, float eps = {0.00001},
  float[2] "InstanceNormalization/scale" = {1, 1}, float[2] "InstanceNormalization/bias" = {0, 0}
> {
  y = InstanceNormalization<epsilon = 0.00001>(
    x, "InstanceNormalization/scale", "InstanceNormalization/bias")
}`;

test.each([
  ['a quotient', 'y = Div(c, s)'],
  ['a product with the inverse', 'r = Reciprocal(s) y = Mul(r, c)'],
])('the arithmetic of instance normalization is one operator: %s', (_, last) => {
  const graph = fuseNormalizations(
    parseGraph(`(float[N,2,H,W] x) => (float[N,2,H,W] y) <
      int64[2] axes = {2, 3}, float eps = {0.00001}
    > {
      m = ReduceMean<keepdims = 1>(x, axes)
      c = Sub(x, m)
      q = Mul(c, c)
      v = ReduceMean(q, axes)
      e = Add(eps, v)
      s = Sqrt(e)
      ${last}
    }`),
  );
  validate(graph);
  expect(graph).toPrint(fused);
});

test('axes may be an attribute, in any order, and counted from the end', () => {
  const graph = fuseNormalizations(
    parseGraph(`(float[N,1,H] x) => (float[N,1,H] y) < float eps = {0.5} > {
      m = ReduceMean<axes = [-1]>(x)
      c = Sub(x, m)
      q = Mul(c, c)
      v = ReduceMean<axes = [2]>(q)
      e = Add(v, eps)
      s = Sqrt(e)
      y = Div(c, s)
    }`),
  );
  expect(graph).toPrint(`(float[N,1,H] x) => (float[N,1,H] y) <
    float eps = {0.5},
    float[1] "InstanceNormalization/scale" = {1}, float[1] "InstanceNormalization/bias" = {0}
  > {
    y = InstanceNormalization<epsilon = 0.5>(
      x, "InstanceNormalization/scale", "InstanceNormalization/bias")
  }`);
});

test('over the last axis alone it is layer normalization', () => {
  const graph = foldBatchNorms(
    fuseNormalizations(
      parseGraph(`(float[N,T,3] x) => (float[N,T,3] y) <
        float eps = {0.5}, float[3] gamma = {2, 3, 4}, float[1,3] beta = {5, 6, 7}
      > {
        m = ReduceMean<axes = [-1]>(x)
        c = Sub(x, m)
        q = Mul(c, c)
        v = ReduceMean<axes = [2]>(q)
        e = Add(v, eps)
        s = Sqrt(e)
        n = Div(c, s)
        a = Mul(n, gamma)
        y = Add(beta, a)
      }`),
    ),
  );
  validate(graph);
  expect(graph).toPrint(`(float[N,T,3] x) => (float[N,T,3] y) <
    float eps = {0.5}, float[3] gamma = {2, 3, 4}, float[1,3] beta = {5, 6, 7},
    float[3] "LayerNormalization/scale" = {2, 3, 4},
    float[3] "LayerNormalization/bias" = {5, 6, 7}
  > {
    y = LayerNormalization<axis = -1, epsilon = 0.5>(
      x, "LayerNormalization/scale", "LayerNormalization/bias")
  }`);
});

test('a scale and an offset behind it go into it', () => {
  const graph = foldBatchNorms(
    parseGraph(`(float[N,2,H,W] x) => (float[N,2,H,W] y) <
      float[2] one = {1, 1}, float[2] zero = {0, 0},
      float[2,1,1] gamma = {3, 4}, float[1,2,1,1] beta = {5, 6}
    > {
      n = InstanceNormalization<epsilon = 0.5>(x, one, zero)
      a = Mul(n, gamma)
      y = Add(a, beta)
    }`),
  );
  expect(graph).toPrint(`(float[N,2,H,W] x) => (float[N,2,H,W] y) <
    float[2] one = {3, 4}, float[2] zero = {5, 6},
    float[2,1,1] gamma = {3, 4}, float[1,2,1,1] beta = {5, 6}
  > { [n] y = InstanceNormalization<epsilon = 0.5>(x, one, zero) }`);
});

const body = (changes: Record<string, string>) =>
  Object.entries({
    m: 'ReduceMean(x, axes)',
    c: 'Sub(x, m)',
    q: 'Mul(c, c)',
    v: 'ReduceMean(q, axes)',
    e: 'Add(v, eps)',
    s: 'Sqrt(e)',
    y: 'Div(c, s)',
    ...changes,
  })
    .map(([name, node]) => `${name} = ${node}`)
    .join(' ');

test.each([
  ['a mean over channels', { m: 'ReduceMean(x, all)', v: 'ReduceMean(q, all)' }],
  ['a mean over rows only', { m: 'ReduceMean(x, rows)', v: 'ReduceMean(q, rows)' }],
  ['two means over different axes', { v: 'ReduceMean(q, rows)' }],
  ['a mean of something else', { m: 'ReduceMean(other, axes)' }],
  ['a product of two values', { q: 'Mul(c, x)' }],
  ['a root of the variance alone', { s: 'Sqrt(v)' }],
  ['an epsilon for each channel', { e: 'Add(v, many)' }],
  ['an epsilon that is a value', { e: 'Add(v, other)' }],
  ['the quotient upside down', { y: 'Div(s, c)' }],
  ['the variance is used elsewhere', { z: 'Neg(v)' }],
  ['the centred values are used elsewhere', { z: 'Neg(c)' }],
  ['a mean of which the axis is gone', { m: 'ReduceMean<keepdims = 0>(x, axes)' }],
  ['the number of channels is open', { m: 'ReduceMean(open, axes)', c: 'Sub(open, m)' }],
])('stays: %s', (_, changes) => {
  const graph = parseGraph(`(float[N,2,H,W] x, float[N,2,H,W] other, float[N,C,H,W] open) =>
    (float[N,2,H,W] y) <
      int64[2] axes = {2, 3}, int64[3] all = {1, 2, 3}, int64[1] rows = {2},
      float eps = {0.00001}, float[2,1,1] many = {1, 2}
    > { ${body(changes)} }`);
  expect(fuseNormalizations(graph)).toBe(graph);
});

test('stays: the deviation is an output', () => {
  const graph = parseGraph(`(float[N,2,H,W] x) => (float[N,2,H,W] y, float[N,2,1,1] s) <
    int64[2] axes = {2, 3}, float eps = {0.00001}
  > { ${body({})} }`);
  expect(fuseNormalizations(graph)).toBe(graph);
});

test('arithmetic in the order of batch normalization, with scale and offset', () => {
  const graph = fuseNormalizations(
    parseGraph(`(float[N,3,2] x) => (float[N,3,2] y) <
      int64[1] axes = {-1}, float eps = {0.5}, float[2] gamma = {2, 3}, float[1,1,2] beta = {4, 5}
    > {
      m = ReduceMean<keepdims = 1>(x, axes)
      c = Sub(x, m)
      q = Mul(c, c)
      v = ReduceMean<keepdims = 1>(q, axes)
      e = Add(v, eps)
      s = Sqrt(e)
      f = Div(gamma, s)
      a = Mul(x, f)
      b = Mul(m, f)
      d = Sub(beta, b)
      y = Add(d, a)
    }`),
  );
  validate(graph);
  expect(graph).toPrint(`(float[N,3,2] x) => (float[N,3,2] y) <
    int64[1] axes = {-1}, float eps = {0.5}, float[2] gamma = {2, 3}, float[1,1,2] beta = {4, 5},
    float[2] "LayerNormalization/scale" = {2, 3}, float[2] "LayerNormalization/bias" = {4, 5}
  > {
    y = LayerNormalization<axis = -1, epsilon = 0.5>(
      x, "LayerNormalization/scale", "LayerNormalization/bias")
  }`);
});

test.each([
  ['the inverse of the root', 'r = Reciprocal(s) f = Mul(gamma, r)', 'float[2] gamma = {2, 3}'],
  ['one number as scale', 'f = Div(gamma, s)', 'float gamma = {2}'],
])('%s, channels second and no offset', (_, factor, gamma) => {
  const graph = fuseNormalizations(
    parseGraph(`(float[N,2,H,W] x) => (float[N,2,H,W] y) <
      int64[2] axes = {2, 3}, float eps = {0.5}, float two = {2},
      ${gamma.replace('float[2]', 'float[1,2,1,1]')}
    > {
      m = ReduceMean(x, axes)
      c = Sub(x, m)
      q = Pow(c, two)
      v = ReduceMean(q, axes)
      e = Add(v, eps)
      s = Sqrt(e)
      ${factor}
      a = Mul(f, x)
      b = Mul(m, f)
      y = Sub(a, b)
    }`),
  );
  expect(graph.nodes.map(({ op }) => op)).toEqual(['InstanceNormalization']);
});

test('a scale along another axis stays', () => {
  const graph = parseGraph(`(float[N,2,2] x) => (float[N,2,2] y) <
    int64[1] axes = {-1}, float eps = {0.5}, float[2,1] gamma = {2, 3}
  > {
    m = ReduceMean(x, axes)
    c = Sub(x, m)
    q = Mul(c, c)
    v = ReduceMean(q, axes)
    e = Add(v, eps)
    s = Sqrt(e)
    f = Div(gamma, s)
    a = Mul(x, f)
    b = Mul(m, f)
    y = Sub(a, b)
  }`);
  expect(fuseNormalizations(graph)).toBe(graph);
});

test('LayerNormalization is not used before opset 17', () => {
  const graph = parseGraph(`(float[N,4] x) => (float[N,4] y) < float eps = {0.5} > {
    m = ReduceMean<axes = [1]>(x)
    c = Sub(x, m)
    q = Mul(c, c)
    v = ReduceMean<axes = [1]>(q)
    e = Add(v, eps)
    s = Sqrt(e)
    y = Div(c, s)
  }`);
  expect(fuseNormalizations(graph, 16)).toBe(graph);
  expect(fuseNormalizations(graph, 17).nodes.map(({ op }) => op)).toEqual(['LayerNormalization']);
});

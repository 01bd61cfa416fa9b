import { expect, test } from 'vitest';
import { parseGraph } from '@ganport/graph';
import { fuseActivations, fuseNormalizations, runPasses } from '@ganport/graph/passes';
import { checkEquivalent } from './support/equivalence.ts';

const opset = 20;
const constants =
  'float zero = {0}, float one = {1}, float half = {0.5}, float fifth = {0.2}, float six = {6}, ' +
  'float three = {3}, float root2 = {1.4142135}, float c = {0.044715}, float s = {0.7978846}, ' +
  'float eps = {0.001}, int64[1] last = {-1}, float[5] gamma = {1, 2, 0.5, -1, 3}, ' +
  'float[1,5] beta = {0.1, 0.2, 0.3, 0.4, 0.5}';

/** The fused operator computes what the arithmetic does, by ONNX Runtime. */
test.each([
  ['Clip', 'a = Relu(x) y = Clip(a, zero, one)'],
  ['Clip', 'a = Max(x, zero) y = Min(a, one)'],
  ['HardSigmoid', 'a = Mul(fifth, x) b = Add(a, half) y = Clip(b, zero, one)'],
  ['HardSwish', 'a = Add(x, three) b = Clip(a, zero, six) d = Mul(x, b) y = Div(d, six)'],
  ['LeakyRelu', 'a = Mul(x, fifth) y = Max(a, x)'],
  ['Softplus', 'a = Exp(x) b = Add(one, a) y = Log(b)'],
  ['Mish', 'e = Exp(x) f = Add(e, one) a = Log(f) b = Tanh(a) y = Mul(b, x)'],
  ['Gelu', 'a = Div(x, root2) b = Erf(a) d = Add(one, b) e = Mul(half, d) y = Mul(x, e)'],
  [
    'Gelu',
    `q = Mul(x, x) p = Mul(q, x) a = Mul(c, p) b = Add(a, x) d = Mul(s, b) t = Tanh(d)
     e = Add(one, t) f = Mul(half, e) y = Mul(x, f)`,
  ],
  [
    'Softmax',
    `m = ReduceMax(x, last) a = Sub(x, m) e = Exp(a) t = ReduceSum(e, last) y = Div(e, t)`,
  ],
  [
    'LogSoftmax',
    `m = ReduceMax(x, last) a = Sub(x, m) e = Exp(a) t = ReduceSum(e, last) l = Log(t)
     y = Sub(a, l)`,
  ],
  [
    'LayerNormalization',
    `m = ReduceMean(x, last) a = Sub(x, m) q = Mul(a, a) v = ReduceMean(q, last) e = Add(v, eps)
     r = Sqrt(e) f = Div(gamma, r) g = Mul(x, f) h = Mul(m, f) i = Sub(beta, h) y = Add(g, i)`,
  ],
])('%s: %s', async (op, body) => {
  const before = parseGraph(`(float[N,5] x) => (float[N,5] y) <${constants}> { ${body} }`);
  const after = runPasses(before, [fuseActivations(opset), fuseNormalizations]);
  expect(after.nodes.map((node) => node.op)).toEqual([op]);
  await checkEquivalent(before, after, { tolerance: 2e-6, low: -4, opset });
});

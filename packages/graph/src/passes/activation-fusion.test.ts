import { expect, test } from 'vitest';
import '../graph/to-print.test.support.ts';
import { parseGraph } from '../graph/parse.ts';
import { validate } from '../graph/validate.ts';
import { fuseActivations } from './activation-fusion.ts';
import { runPasses } from './pass.ts';

const constants =
  'float zero = {0}, float one = {1}, float half = {0.5}, float fifth = {0.2}, float two = {2}, ' +
  'float three = {3}, float five = {5}, float six = {6}, float sixth = {0.16666667}, ' +
  'float root2 = {1.4142135}, float c = {0.044715}, float s = {0.7978846}, int64[1] last = {-1}';
const graphOf = (body: string) =>
  parseGraph(`(float[N,4] x) => (float[N,4] y) <${constants}> { ${body} }`);
const after = (body: string, more = '') =>
  `(float[N,4] x) => (float[N,4] y) <${constants}${more}> { ${body} }`;
const fuseAll = fuseActivations(20);

/** 1 / 6 as float32 prints it. */
const hardSigmoid6 = 'HardSigmoid<alpha = 0.16666666666666666, beta = 0.5>';

test.each([
  ['relu and an upper bound', 'a = Relu(x) y = Clip(a, zero, six)', 'y = Clip(x, zero, six)'],
  [
    'a number times x plus another, between 0 and 1',
    'a = Mul(fifth, x) b = Add(a, half) y = Clip(b, zero, one)',
    'y = HardSigmoid<alpha = 0.2, beta = 0.5>(x)',
  ],
  [
    'a quotient in place of the product',
    'a = Div(x, five) b = Add(half, a) y = Clip(b, zero, one)',
    'y = HardSigmoid<alpha = 0.2, beta = 0.5>(x)',
  ],
  [
    'relu6 by 6',
    'a = Add(x, three) b = Clip(a, zero, six) y = Mul(b, sixth)',
    `y = ${hardSigmoid6}(x)`,
  ],
  [
    'x · relu6(x + 3) / 6',
    'a = Add(x, three) b = Clip(a, zero, six) d = Mul(x, b) y = Div(d, six)',
    'y = HardSwish(x)',
  ],
  [
    'x · (relu6(x + 3) / 6)',
    'a = Add(x, three) b = Clip(a, zero, six) d = Div(b, six) y = Mul(d, x)',
    'y = HardSwish(x)',
  ],
  ['x · HardSigmoid(x)', `a = ${hardSigmoid6}(x) y = Mul(x, a)`, 'y = HardSwish(x)'],
  [
    'the larger of x and a part of it',
    'a = Mul(x, fifth) y = Max(a, x)',
    'y = LeakyRelu<alpha = 0.2>(x)',
  ],
  ['ln(1 + eˣ)', 'a = Exp(x) b = Add(one, a) y = Log(b)', 'y = Softplus(x)'],
  ['x · tanh(softplus(x))', 'a = Softplus(x) b = Tanh(a) y = Mul(b, x)', 'y = Mish(x)'],
  [
    'gelu with x / √2',
    'a = Div(x, root2) b = Erf(a) d = Add(one, b) e = Mul(half, d) y = Mul(x, e)',
    'y = Gelu(x)',
  ],
  [
    'gelu as a product with ½ at the end',
    'a = Div(x, root2) b = Erf(a) d = Add(b, one) e = Mul(d, x) y = Div(e, two)',
    'y = Gelu(x)',
  ],
  [
    'gelu by tanh with a power',
    `p = Pow(x, three) a = Mul(p, c) b = Add(x, a) d = Mul(s, b) t = Tanh(d)
     e = Add(t, one) f = Mul(half, x) y = Mul(f, e)`,
    'y = Gelu<approximate = "tanh">(x)',
  ],
  [
    'gelu by tanh with products',
    `q = Mul(x, x) p = Mul(q, x) a = Mul(c, p) b = Add(a, x) d = Mul(s, b) t = Tanh(d)
     e = Add(one, t) f = Mul(half, e) y = Mul(x, f)`,
    'y = Gelu<approximate = "tanh">(x)',
  ],
  [
    'softmax',
    `m = ReduceMax<keepdims = 1>(x, last) a = Sub(x, m) e = Exp(a)
     t = ReduceSum<keepdims = 1>(e, last) y = Div(e, t)`,
    'y = Softmax<axis = 1>(x)',
  ],
  [
    'the logarithm of softmax',
    `m = ReduceMax<keepdims = 1>(x, last) a = Sub(x, m) e = Exp(a)
     t = ReduceSum<keepdims = 1>(e, last) l = Log(t) y = Sub(a, l)`,
    'y = LogSoftmax<axis = 1>(x)',
  ],
])('%s', (_, before, fused) => {
  const graph = runPasses(graphOf(before), [fuseAll]);
  validate(graph);
  expect(graph).toPrint(after(fused));
  expect(fuseAll(graph)).toBe(graph);
});

test.each([
  ['Min and Max', 'a = Max(x, zero) y = Min(six, a)', '0', '6'],
  ['Max and Min', 'a = Min(x, six) y = Max(one, a)', '1', '6'],
  ['relu of a Clip', 'a = Clip(x, fifth, six) y = Relu(a)', '0.2', '6'],
])('bounds are one Clip: %s', (_, before, min, max) => {
  expect(fuseAll(graphOf(before))).toPrint(
    after(
      'y = Clip(x, "Clip/min", "Clip/max")',
      `, float "Clip/min" = {${min}}, float "Clip/max" = {${max}}`,
    ),
  );
});

test.each([
  ['a value that another node reads', 'a = Relu(x) b = Clip(a, zero, six) y = Add(a, b)'],
  ['a negative lower bound', 'm = Neg(one) a = Relu(x) y = Clip(a, m, six)'],
  ['bounds that cross', 'a = Max(x, six) y = Min(a, zero)'],
  ['a slope above 1', 'a = Mul(x, two) y = Max(a, x)'],
  ['a gate of another value', `z = Abs(x) a = ${hardSigmoid6}(z) y = Mul(x, a)`],
  ['a gate with another slope', 'a = HardSigmoid<alpha = 0.2, beta = 0.5>(x) y = Mul(x, a)'],
  ['ln(2 + eˣ)', 'a = Exp(x) b = Add(two, a) y = Log(b)'],
  [
    'gelu with another scale',
    'a = Div(x, two) b = Erf(a) d = Add(one, b) e = Mul(half, d) y = Mul(x, e)',
  ],
  [
    'a softmax over one axis with the maximum of another',
    `m = ReduceMax<axes = [0]>(x) a = Sub(x, m) e = Exp(a)
     t = ReduceSum(e, last) y = Div(e, t)`,
  ],
])('%s stays', (_, body) => {
  const graph = graphOf(body);
  expect(fuseAll(graph)).toBe(graph);
});

test('operators of later operator sets are not used', () => {
  const gelu = graphOf(
    'a = Div(x, root2) b = Erf(a) d = Add(one, b) e = Mul(half, d) y = Mul(x, e)',
  );
  expect(fuseActivations(19)(gelu)).toBe(gelu);
  const mish = graphOf('a = Softplus(x) b = Tanh(a) y = Mul(b, x)');
  expect(fuseActivations(17)(mish)).toBe(mish);
});

test('a constant that adds an axis stays', () => {
  const graph = parseGraph(
    '(float x) => (float[1] y) <float[1] z = {0}, float six = {6}> { a = Max(x, z) y = Min(a, six) }',
  );
  expect(fuseAll(graph)).toBe(graph);
});

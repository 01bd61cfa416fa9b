/** Valid inputs that several targets start from, made by ganport itself or from fixtures/. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OnnxModel, parseGraph } from '@ganport/graph';

const root = join(import.meta.dirname, '../..');

/** Graphs with what readers and passes look at: convolutions, layouts, subgraphs, constants. */
export const graphTexts = [
  '(float[N,3] x) => (float[N,3] y) { a = Exp(x) y = Identity(a) }',
  `g (float[N,8,8,3] x) => (float[N,8,8,4] y) <
    float[4,3,3,3] w = {${Array.from({ length: 108 }, (_, i) => (i % 7) / 4).join(', ')}},
    float[4] s = {1, 2, 3, 4}, float[4] b = {0, 0, 1, 1}, float[4] m = {0, 1, 0, 1},
    float[4] v = {1, 1, 2, 2}, float[N,4,8,8] c
  > {
    t = Transpose<perm = [0, 3, 1, 2]>(x)
    ["layer/Conv"] c = Conv<pads = [1, 1, 1, 1], kernel_shape = [3, 3]>(t, w)
    n = BatchNormalization<epsilon = 0.001>(c, s, b, m, v)
    r = Relu(n)
    y = Transpose<perm = [0, 2, 3, 1]>(r)
  }`,
  `(float[N,4] x, int32[N] label) => (float[N,2,2,1] image, float loss) <
    int64[4] shape = {-1, 2, 2, 1}, int64[2] column = {-1, 1}, float half = {0.5}, float one = {1},
    int64[2] big = {3, 4}, float[1,1] unit = {2}
  > {
    number = Cast<to = 1>(label)
    numbers = Reshape(number, column)
    wide = Expand(unit, big)
    folded = Mul(half, one)
    sum = Add(x, numbers)
    scaled = Mul(sum, folded)
    image = Reshape(scaled, shape)
    loss = ReduceMean<keepdims = 0>(image)
    unused = Neg(wide)
  }`,
  `(bool c, float[2] x) => (float[2] y) <float[2] zero = {0, -inf}> {
    y = If<then_branch = then () => (float[2] a) { a = Neg(x) },
      else_branch = other () => (float[2] b) { b = Add(x, zero) }>(c)
  }`,
  `(float[2,3] x) => (float[2,3] y) <int64[1] axis = {1}> {
    mean = ReduceMean<keepdims = 1>(x, axis)
    d = Sub(x, mean)
    q = Mul(d, d)
    v = ReduceMean(q, axis)
    e = com.example.Odd<alpha = 0.5, mode = "same", none: ints = [], t = float[2] {1, 2}>(v, , x)
    y = Div(d, e)
  }`,
];

/** @param {string} text @param {Readonly<Record<string, string>>} [metadata] */
export const onnxOf = (text, metadata = {}) =>
  OnnxModel.fromGraph(parseGraph(text), { metadata }).bytes();

/** A file of fixtures/. @param {readonly string[]} path */
export const fixture = (...path) => readFileSync(join(root, 'fixtures', ...path));

/** @param {readonly string[]} path */
export const jsonFixture = (...path) => JSON.parse(fixture(...path).toString());

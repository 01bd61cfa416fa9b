import { expect, test } from 'vitest';
import '../graph/to-print.test.support.ts';
import { parseGraph } from '../graph/parse.ts';
import { eliminateCommonSubexpressions } from './common-subexpressions.ts';

test('equal nodes are computed once, also when they only become equal', () => {
  const graph = parseGraph(`(float x, float z) => (float y) {
    a = Add(x, z)
    b = Add(z, x)
    c = LeakyRelu<alpha = 0.5>(a)
    d = LeakyRelu<alpha = 0.5>(b)
    y = Sub(c, d)
  }`);
  expect(eliminateCommonSubexpressions(graph)).toPrint(`(float x, float z) => (float y) {
    a = Add(x, z)
    c = LeakyRelu<alpha = 0.5>(a)
    y = Sub(c, c)
  }`);
});

test('initializers with the same contents are one', () => {
  const graph = parseGraph(`(float[2] x) => (float[2] y) <
    float[2] a = {1, 2}, float[2] b = {1, 2}, float[2] c = {1, 3}, int64[2] d = {1, 2},
    float zero = {0}, float minus = {-0.0}
  > {
    p = Op(x, a, b, c, d)
    y = Op(p, zero, minus)
  }`);
  expect(eliminateCommonSubexpressions(graph)).toPrint(`(float[2] x) => (float[2] y) <
    float[2] a = {1, 2}, float[2] c = {1, 3}, int64[2] d = {1, 2},
    float zero = {0}, float minus = {-0.0}
  > {
    p = Op(x, a, a, c, d)
    y = Op(p, zero, minus)
  }`);
});

test('different attributes, inputs in another order and random draws are not merged', () => {
  const graph = parseGraph(`(float[2] x, float[2] z) => (float[2] y) {
    a = LeakyRelu<alpha = 0.5>(x)
    b = LeakyRelu<alpha = 0.25>(x)
    c = Sub(x, z)
    d = Sub(z, x)
    e = Op<v = float[1] {1}>(x)
    f = Op<v = float[1] {2}>(x)
    g = RandomNormal<shape = [2]>()
    h = RandomNormal<shape = [2]>()
    y = Op(a, b, c, d, e, f, g, h)
  }`);
  expect(eliminateCommonSubexpressions(graph)).toBe(graph);
});

test('outputs keep their names', () => {
  const graph = parseGraph(`(float x) => (float y, float z) {
    a = Exp(x)
    b = Neg(a)
    y = Exp(x)
    z = Exp(x)
  }`);
  expect(eliminateCommonSubexpressions(graph)).toPrint(`(float x) => (float y, float z) {
    y = Exp(x)
    b = Neg(y)
    z = Identity(y)
  }`);
});

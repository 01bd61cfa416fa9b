import { expect, test } from 'vitest';
import '../graph/to-print.test.support.ts';
import { parseGraph } from '../graph/parse.ts';
import { eliminateDeadCode } from './dead-code.ts';
import { runPasses } from './pass.ts';
import { simplifyArithmetic } from './simplify-arithmetic.ts';

const constants = `float one = {1}, float zero = {0}, float minus = {-0.0}, float[2] ones = {1, 1},
  float[1,1,1] wide = {1}, float[2] most = {1, 2},
  bool yes = {1}, bool[1] no = {0}, bool[2] either = {1, 0}, float[N,2] e`;

test.each([
  ['a = Mul(x, one)', 'x'],
  ['a = Mul(ones, x)', 'x'],
  ['a = Div(x, ones)', 'x'],
  ['a = Sub(x, zero)', 'x'],
  ['a = Pow(x, one)', 'x'],
  ['b = Neg(x) a = Neg(b)', 'x'],
  ['a = Where(c, x, x)', 'x'],
  ['a = Where(yes, x, one)', 'x'],
  ['a = Where(no, one, x)', 'x'],
])('%s is %s', (nodes, same) => {
  const graph = parseGraph(`(float[N,2] x, bool c) => (float[N,2] y) <
    ${constants}, float[N,2] a
  > { ${nodes} y = Exp(a) }`);
  const after = runPasses(graph, [simplifyArithmetic, eliminateDeadCode]);
  expect(after).toPrint(`(float[N,2] x, bool c) => (float[N,2] y) { y = Exp(${same}) }`);
});

test.each([
  ['b = Neg(z) y = Add(x, b)', 'y = Sub(x, z)'],
  ['b = Neg(z) y = Add(b, x)', 'y = Sub(x, z)'],
  ['b = Neg(z) y = Sub(x, b)', 'y = Add(x, z)'],
  ['a = Neg(x) b = Neg(z) y = Mul(a, b)', 'y = Mul(x, z)'],
  ['a = Neg(x) b = Neg(z) y = Div(a, b)', 'y = Div(x, z)'],
  ['a = Relu(x) b = Relu(a) y = Exp(b)', 'a = Relu(x) y = Exp(a)'],
])('%s is %s', (before, expected) => {
  const graph = parseGraph(`(float x, float z) => (float y) { ${before} }`);
  const after = runPasses(graph, [simplifyArithmetic, eliminateDeadCode]);
  expect(after).toPrint(`(float x, float z) => (float y) { ${expected} }`);
});

test.each([
  ['−0 + 0 is 0', 'a = Add(x, zero) y = Exp(a)'],
  ['x − (−0) is x + 0', 'a = Sub(x, minus) y = Exp(a)'],
  ['1 / x is not x', 'a = Div(one, x) y = Exp(a)'],
  ['the product has more dimensions', 'a = Mul(x, wide) y = Exp(a)'],
  ['the product has other sizes', 'a = Mul(v, ones) y = Exp(a)'],
  ['not all elements are 1', 'a = Mul(x, most) y = Exp(a)'],
  ['a condition chooses both', 'a = Where(either, x, one) y = Exp(a)'],
  ['what is chosen is repeated', 'a = Where(no, x, one) y = Exp(a)'],
  ['the operator is of another domain', 'a = other.Mul(x, one) y = Exp(a)'],
])('stays: %s', (_, nodes) => {
  const graph = parseGraph(
    `(float[N,2] x, float[N,1] v) => (float[N,2] y) <${constants}> { ${nodes} }`,
  );
  expect(simplifyArithmetic(graph)).toBe(graph);
});

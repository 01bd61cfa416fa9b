import { expect, test } from 'vitest';
import '../graph/to-print.test.support.ts';
import { parseGraph } from '../graph/parse.ts';
import { eliminateReversals } from './reversal-elimination.ts';

const twice = (end: number, axis: number, step: number) =>
  parseGraph(`(float[N,T,3] x) => (float[N,T,3] y)
    <int64[1] last = {-1}, int64[1] end = {${end}}, int64[1] time = {1}, int64[1] axis = {${axis}},
     int64[1] back = {-1}, int64[1] step = {${step}}> {
      a = Exp(x)
      b = Slice(a, last, end, time, back)
      c = Slice(b, last, end, axis, step)
      y = Neg(c)
    }`);

test('a reversal that undoes another disappears', () => {
  expect(
    eliminateReversals(twice(-(2 ** 31), 1, -1)).nodes.map(({ op, inputs }) => [op, ...inputs]),
  ).toEqual([
    ['Exp', 'x'],
    ['Slice', 'a', 'last', 'end', 'time', 'back'],
    ['Neg', 'a'],
  ]);
});

test.each([
  ['of another axis', twice(-(2 ** 31), 0, -1)],
  ['with another step', twice(-(2 ** 31), 1, -2)],
  ['of a part', twice(-4, 1, -1)],
])('a slice %s is left alone', (_, graph) => {
  expect(eliminateReversals(graph)).toBe(graph);
});

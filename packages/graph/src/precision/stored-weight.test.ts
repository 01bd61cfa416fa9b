import { expect, test } from 'vitest';
import '../graph/to-print.test.support.ts';
import { collectGraph } from '../build/collect.ts';
import { GraphBuilder } from '../build/graph-builder.ts';
import { unary } from '../build/ops.ts';
import { constantOf } from '../graph/constant.ts';
import type { NumberType } from '../graph/data-type.ts';
import { parseGraph } from '../graph/parse.ts';
import { inferencePasses, runPasses } from '../passes/index.ts';
import { moveStoredLayouts } from './stored-layouts.ts';
import { storedWeight, type StoredWeight } from './stored-weight.ts';

function graphOf(
  dtype: NumberType,
  values: number[],
  how: Omit<StoredWeight, 'stored'> = {},
  opset = 18,
) {
  const builder = new GraphBuilder({ opset });
  const stored = constantOf(dtype, [values.length], values);
  const value = unary(builder, 'Tanh', storedWeight(builder, { stored, ...how }, 'w'));
  return collectGraph('', [], [{ name: 'y', value }]);
}

test.each([
  ['float16', {}, 18, 'Cast'],
  ['uint8', { scale: 0.5, min: -64 }, 18, 'DequantizeLinear'],
  ['uint8', { scale: 0.5, min: 0.3 }, 18, 'Cast Mul Add'],
  ['uint8', { scale: 0.5, min: -200 }, 18, 'Cast Mul Add'],
  ['uint16', { scale: 0.5, min: -64 }, 18, 'Cast Mul Add'],
  ['uint16', { scale: 0.5, min: -64 }, 21, 'DequantizeLinear'],
] as const)('%s with %j at opset %i: %s', (dtype, how, opset, operators) => {
  const graph = graphOf(dtype, [0, 1, 200], how, opset);
  const kept = runPasses(graph, [moveStoredLayouts, ...inferencePasses]);
  expect(kept.nodes.map(({ op }) => op).join(' ')).toBe(`${operators} Tanh`);
  expect(kept.initializers.get('w')).toEqual(constantOf(dtype, [3], [0, 1, 200]));
});

test('0 is q = -min / scale', () => {
  expect(graphOf('uint8', [3], { scale: 0.5, min: -64 })).toPrint(`() => (float[1] y) <
    uint8[1] w = {3}, float const_1 = {0.5}, uint8 const_2 = {128}
  > {
    DequantizeLinear_y = DequantizeLinear(w, const_1, const_2)
    y = Tanh(DequantizeLinear_y)
  }`);
});

test('other types are refused', () => {
  expect(() => graphOf('int32', [1])).toThrow('weight w is stored as int32');
});

const fold = (text: string) => runPasses(parseGraph(text), [moveStoredLayouts, ...inferencePasses]);

test('a stored weight is moved once, when the graph is made', () => {
  expect(
    fold(`(float[N,2] x) => (float[N,3] y) <
      uint16[3,1,2] w = {1, 2, 3, 4, 5, 6}, float s = {0.5}, float m = {-1}, int64[1] axis = {1}
    > {
      a = Cast<to = 1>(w)
      b = Mul(a, s)
      c = Add(b, m)
      d = Squeeze(c, axis)
      e = Transpose<perm = [1, 0]>(d)
      y = MatMul(x, e)
    }`),
  ).toPrint(`(float[N,2] x) => (float[N,3] y) <
    uint16[2,3] w = {1, 3, 5, 2, 4, 6}, float s = {0.5}, float m = {-1}
  > {
    a = Cast<to = 1>(w)
    b = Mul(a, s)
    e = Add(b, m)
    y = MatMul(x, e)
  }`);
});

test('the axis of the scales moves along', () => {
  expect(
    fold(`(float[N,2] x) => (float[N,3] y) <int8[3,2] w = {1, 2, 3, 4, 5, 6}, float[3] s = {1, 2, 3}> {
      a = DequantizeLinear<axis = 0>(w, s)
      b = Transpose(a)
      y = MatMul(x, b)
    }`),
  ).toPrint(`(float[N,2] x) => (float[N,3] y) <
    int8[2,3] w = {1, 3, 5, 2, 4, 6}, float[3] s = {1, 2, 3}
  > {
    b = DequantizeLinear<axis = 1>(w, s)
    y = MatMul(x, b)
  }`);
});

test('what is used twice, or computed from an input, stays', () => {
  const text = `(float16[2,2] x) => (float[2,2] y, float[2,2] z) <float16[2,2] w = {1, 2, 3, 4}> {
    a = Cast<to = 1>(w)
    b = Cast<to = 1>(x)
    c = Transpose(b)
    d = Transpose(a)
    y = Add(c, d)
    z = Tanh(a)
  }`;
  const graph = parseGraph(text);
  expect(moveStoredLayouts(graph)).toBe(graph);
});

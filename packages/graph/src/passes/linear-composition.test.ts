import { expect, test } from 'vitest';
import '../graph/to-print.test.support.ts';
import { parseGraph } from '../graph/parse.ts';
import { validate } from '../graph/validate.ts';
import { composeLinear } from './linear-composition.ts';

const chain = (dense: string, between = 'c = Reshape(a, images)', shape = '[1,4,1,1]') => `
(float[N,2] x) => (float[N,1,1,1] y) <
  int64[4] images = {-1, 4, 1, 1}, float[2,4] w = {1, 2, 3, 4, 5, 6, 7, 8}, float[4] v = {1, 0, 2, 0},
  float${shape} k = {1, 10, 100, 1000}, float[1] b = {5},
  float[N,4] a, float[N,4,1,1] c
> {
  a = ${dense}
  ${between}
  y = Conv(c, k, b)
}`;

test.each([
  ['a product', 'MatMul(x, w)', 5],
  ['a product and a bias', 'Gemm(x, w, v)', 206],
])('%s and a convolution are one product', (_, dense, bias) => {
  const graph = composeLinear(parseGraph(chain(dense)));
  validate(graph);
  const [product, reshape] = graph.nodes;
  expect(graph.nodes).toHaveLength(2);
  expect([product?.op, reshape?.op]).toEqual(['Gemm', 'Reshape']);
  const [, weight = '', added = ''] = product?.inputs ?? [];
  expect([...(graph.initializers.get(weight)?.data ?? [])]).toEqual([4321, 8765]);
  expect([...(graph.initializers.get(added)?.data ?? [])]).toEqual([bias]);
});

test.each([
  ['a function between', chain('MatMul(x, w)', 'd = Relu(a) c = Reshape(d, images)')],
  [
    'more multiplications',
    chain('MatMul(x, w)')
      .replaceAll('[N,2] x', '[N,9] x')
      .replace('float[2,4] w = {1, 2, 3, 4, 5, 6, 7, 8}', `float[9,4] w = {${'1, '.repeat(35)}1}`)
      .replaceAll('[N,1,1,1] y', '[N,8,1,1] y')
      .replace('[1,4,1,1] k = {1, 10, 100, 1000}', `[8,4,1,1] k = {${'1, '.repeat(31)}1}`)
      .replace('[1] b = {5}', '[8] b = {1, 2, 3, 4, 5, 6, 7, 8}'),
  ],
  ['images that are used elsewhere', chain('MatMul(x, w)').replace('y =', 'z = Relu(c) y =')],
])('%s: nothing changes', (_, text) => {
  const graph = parseGraph(text);
  expect(composeLinear(graph)).toBe(graph);
});

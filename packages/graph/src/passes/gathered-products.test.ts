import { expect, test } from 'vitest';
import '../graph/to-print.test.support.ts';
import { parseGraph } from '../graph/parse.ts';
import { validate } from '../graph/validate.ts';
import { eliminateDeadCode } from './dead-code.ts';
import { gatherLess } from './gathered-products.ts';

const places = (between: string, rows = '{0, 0, 1, 1}') => `(float[2,N] x) => (float[2,1,N] y) <
  int64[4] rows = ${rows}, int64[3] whole = {2, 2, -1}, float[2,1,2] w = {1, 2, 3, 4},
  float[2,1] scale = {10, 100}, float[2,1,1] bias = {5, 6},
  int64[2] turned = {1, 0}, float[2,N] s, float[2,N] t, float[4,N] a, float[2,2,N] b, float[2,1,N] c
> {
  ${between}
}`;
const all = `a = Gather<axis = 0>(x, rows) b = Reshape(a, whole) y = MatMul(w, b)`;

const shorter = (text: string) => eliminateDeadCode(gatherLess(parseGraph(text)));

/** What the constants of a graph with this operator are. */
function constantsOf(text: string, op: string): number[][] {
  const graph = shorter(text);
  validate(graph);
  return graph.nodes
    .filter((node) => node.op === op)
    .flatMap(({ inputs }) => inputs.flatMap((name) => graph.initializers.get(name) ?? []))
    .map(({ data }) => [...data].map(Number));
}

test('rows that a window has twice have one weight', () => {
  // Two windows of one row are one product of two rows.
  expect(constantsOf(places(all), 'MatMul')).toEqual([[3, 0, 0, 7]]);
});

test('arithmetic before the windows and a bias behind are part of the product', () => {
  const text = places(`s = Mul(x, scale) a = Gather<axis = 0>(s, rows) b = Reshape(a, whole)
    c = MatMul(w, b) y = Add(c, bias)`);
  expect(constantsOf(text, 'MatMul')).toEqual([[30, 0, 0, 700]]);
  expect(constantsOf(text, 'Add')).toEqual([[5, 6]]);
  expect(constantsOf(text, 'Mul')).toEqual([]);
});

test('functions of single numbers are computed before all rows are chosen', () => {
  const text = places(`t = Gather<axis = 0>(x, turned) s = Relu(t) ${all.replace('(x', '(s')}`);
  const [first] = shorter(text).nodes;
  expect(first).toMatchObject({ op: 'Relu', inputs: ['x'] });
  expect(constantsOf(text, 'MatMul')).toEqual([[0, 3, 7, 0]]);
});

test('a second time there is nothing to do', () => {
  const graph = gatherLess(parseGraph(places(all)));
  expect(gatherLess(graph)).toBe(graph);
});

test.each([
  ['no gather', places('b = Reshape(x, whole) y = MatMul(w, b)')],
  ['elements that are used elsewhere', places(`${all} z = Relu(b)`)],
  ['rows along another axis', places(all.replace('axis = 0', 'axis = 1'))],
])('%s: nothing changes', (_, text) => {
  const graph = parseGraph(text);
  expect(gatherLess(graph)).toBe(graph);
});

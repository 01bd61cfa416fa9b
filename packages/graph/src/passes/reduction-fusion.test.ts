import { expect, test } from 'vitest';
import '../graph/to-print.test.support.ts';
import { parseGraph } from '../graph/parse.ts';
import { validate } from '../graph/validate.ts';
import { runPasses } from './pass.ts';
import { fuseReductions } from './reduction-fusion.ts';

test('a mean whose axes are added again is a global pool', () => {
  const graph = runPasses(
    parseGraph(`(float[N,2,H,W] x) => (float[N,2,1,1] y) <int64[2] axes = {-1, 2}, float[N,2] a> {
      ["scope/ReduceMean"] a = ReduceMean<keepdims = 0>(x, axes)
      y = Unsqueeze(a, axes)
    }`),
    [fuseReductions],
  );
  validate(graph);
  expect(graph.nodes.map(({ name }) => name)).toEqual(['scope/GlobalAveragePool']);
  expect(graph).toPrint(`(float[N,2,H,W] x) => (float[N,2,1,1] y) <
    int64[2] axes = {-1, 2}, int64[2] "scope/ReduceMean/axes" = {2, 3}
  > {
    y = GlobalAveragePool(x)
  }`);
});

test('axes that are removed afterwards are not kept', () => {
  const graph = fuseReductions(
    parseGraph(`(float[N,2,4] x) => (float[N,4] y) <int64[1] axes = {1}, float[N,1,4] a> {
      a = ReduceSum(x, axes)
      y = Squeeze(a, axes)
    }`),
  );
  expect(graph).toPrint(`(float[N,2,4] x) => (float[N,4] y) <int64[1] axes = {1}> {
    y = ReduceSum<keepdims = 0>(x, axes)
  }`);
});

test('axes may be an attribute', () => {
  const graph = fuseReductions(
    parseGraph(`(float[N,2,4] x) => (float[N,4] y) <int64[1] axis = {1}, float[N,1,4] a> {
      a = ReduceMax<axes = [-2]>(x)
      y = Squeeze(a, axis)
    }`),
  );
  expect(graph).toPrint(`(float[N,2,4] x) => (float[N,4] y) <int64[1] axis = {1}> {
    y = ReduceMax<keepdims = 0, axes = [1]>(x)
  }`);
});

test('a reduction takes in the axes of size 1 that are removed before', () => {
  const graph = fuseReductions(
    parseGraph(`(float[N,2,1,L] x) => (float[N,2] y) <int64[1] axis = {2}, float[N,2,L] a> {
      a = Squeeze(x, axis)
      ["m"] y = ReduceMean<keepdims = 0>(a, axis)
    }`),
  );
  expect(graph).toPrint(`(float[N,2,1,L] x) => (float[N,2] y) <
    int64[1] axis = {2}, int64[2] "m/axes" = {2, 3}
  > {
    y = ReduceMean<keepdims = 0>(x, "m/axes")
  }`);
});

test.each([
  [
    'a mean over the last of three axes',
    '(float[N,2,L] x) => (float[N,2,1] y) <int64[1] axes = {2}> { y = ReduceMean(x, axes) }',
  ],
  [
    'a mean that is used with and without its axes',
    `(float[N,2,4] x) => (float[N,1,4] a, float[N,4] y) <int64[1] axes = {1}> {
      a = ReduceMean(x, axes) y = Squeeze(a, axes) }`,
  ],
  [
    'a sum over images',
    '(float[N,2,H,W] x) => (float[N,2,1,1] y) <int64[2] axes = {2, 3}> { y = ReduceSum(x, axes) }',
  ],
])('%s stays', (_, text) => {
  const graph = parseGraph(text);
  expect(fuseReductions(graph)).toBe(graph);
});

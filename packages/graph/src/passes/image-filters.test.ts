import { expect, test } from 'vitest';
import '../graph/to-print.test.support.ts';
import { parseGraph } from '../graph/parse.ts';
import { padImageFilters } from './image-filters.ts';

test('one more row of results is computed and taken off', () => {
  const graph = parseGraph(`(float[N,3,2,2] x, float[4,3,2,2] w) => (float[N,4,2,2] y) {
    y = Conv<kernel_shape = [2, 2], pads = [0, 0, 1, 1]>(x, w) }`);
  const after = padImageFilters(graph);
  expect(after).toPrint(`(float[N,3,2,2] x, float[4,3,2,2] w) => (float[N,4,2,2] y)
    <int64[1] "y/start" = {1}, int64[1] "y/end" = {2147483647}, int64[1] "y/axis" = {2},
     float[N,4,3,2] "y/tall"> {
    ["y"] "y/tall" = Conv<kernel_shape = [2, 2], pads = [1, 0, 1, 1]>(x, w)
    ["y/rows"] y = Slice("y/tall", "y/start", "y/end", "y/axis") }`);
  // Then nothing is left to do.
  expect(padImageFilters(after)).toBe(after);
});

test('with strides, the row in front lies a stride away', () => {
  const graph = parseGraph(`(float[1,1,2,2] x, float[1,1,2,2] w) => (float[1,1,1,1] y) {
    y = Conv<kernel_shape = [2, 2], pads = [0, 0, 1, 1], strides = [2, 1]>(x, w) }`);
  expect(padImageFilters(graph).nodes[0]?.attributes['pads']).toEqual({
    type: 'ints',
    value: [2, 0, 1, 1],
  });
});

test.each([
  ['padding in front', 2, '[1, 1, 1, 1]', ''],
  ['no padding', 2, '[0, 0, 0, 0]', ''],
  ['a larger image', 4, '[0, 0, 1, 1]', ''],
  ['groups', 2, '[0, 0, 1, 1]', ', group = 2'],
])('stays: %s', (_, size, pads, more) => {
  const graph = parseGraph(`(float[N,2,${size},${size}] x, float[4,${more ? 1 : 2},2,2] w) =>
    (float[N,4,H,W] y) { y = Conv<kernel_shape = [2, 2], pads = ${pads}${more}>(x, w) }`);
  expect(padImageFilters(graph)).toBe(graph);
});

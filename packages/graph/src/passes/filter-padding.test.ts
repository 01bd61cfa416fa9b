import { expect, test } from 'vitest';
import '../graph/to-print.test.support.ts';
import { parseGraph } from '../graph/parse.ts';
import { padFilters } from './filter-padding.ts';

test('a filter as large as its image gets a row of zeros, the image more padding', () => {
  const graph = parseGraph(`(float[N,3,2,2] x, float[4,3,2,2] w) => (float[N,4,2,2] y) {
    y = Conv<kernel_shape = [2, 2], pads = [0, 0, 1, 1]>(x, w) }`);
  const after = padFilters(graph);
  expect(after).toPrint(`(float[N,3,2,2] x, float[4,3,2,2] w) => (float[N,4,2,2] y)
    <int64[8] "w/pads" = {0, 0, 1, 0, 0, 0, 0, 0}, float[4,3,3,2] "w/padded"> {
    "w/padded" = Pad(w, "w/pads")
    y = Conv<kernel_shape = [3, 2], pads = [1, 0, 1, 1]>(x, "w/padded") }`);
  // Then nothing is left to do.
  expect(padFilters(after)).toBe(after);
});

test('the row of zeros stands a dilation away', () => {
  const graph = parseGraph(`(float[1,1,2,2] x, float[1,1,2,2] w) => (float[1,1,1,1] y) {
    y = Conv<kernel_shape = [2, 2], pads = [0, 0, 1, 1], dilations = [2, 2]>(x, w) }`);
  expect(padFilters(graph).nodes[1]?.attributes['pads']).toEqual({
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
  expect(padFilters(graph)).toBe(graph);
});

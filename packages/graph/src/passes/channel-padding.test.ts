import { expect, test } from 'vitest';
import '../graph/to-print.test.support.ts';
import { parseGraph } from '../graph/parse.ts';
import { padChannels } from './channel-padding.ts';

const conv = 'Conv<kernel_shape = [1, 1], strides = [2, 2]>';

test('a weight that is known gets zeros, the image two channels of zeros', () => {
  const numbers = (count: number) => Array.from({ length: count }, (_, i) => i + 1).join(', ');
  const graph = parseGraph(`(float[N,6,8,8] x) => (float[N,4,4,4] y) <
    float[4,6,1,1] w = {${numbers(24)}}, float[4] b = {1, 2, 3, 4}
  > { y = ${conv}(x, w, b) }`);
  const after = padChannels(graph);
  const [pad, node] = after.nodes;
  expect([pad?.op, node?.op, node?.inputs[2]]).toEqual(['Pad', 'Conv', 'b']);
  expect(node?.inputs[0]).toBe(pad?.outputs[0]);
  expect([...(after.initializers.get(pad?.inputs[1] ?? '')?.data ?? [])].map(Number)).toEqual([
    ...[0, 0, 0, 0],
    ...[0, 2, 0, 0],
  ]);
  const weight = after.initializers.get(node?.inputs[1] ?? '');
  expect(weight?.shape).toEqual([4, 8, 1, 1]);
  expect([...(weight?.data ?? [])]).toEqual([
    ...[1, 2, 3, 4, 5, 6, 0, 0],
    ...[7, 8, 9, 10, 11, 12, 0, 0],
    ...[13, 14, 15, 16, 17, 18, 0, 0],
    ...[19, 20, 21, 22, 23, 24, 0, 0],
  ]);
  expect(after.values.get(pad?.outputs[0] ?? '')?.shape).toEqual(['N', 8, 8, 8]);
  // Then nothing is left to do.
  expect(padChannels(after)).toBe(after);
});

test('a weight that changes is padded when it is used; an image that two read, once', () => {
  const graph = parseGraph(`(float[N,9,8,8] x, float[8,9,1,1] v, float[4,9,1,1] w) =>
    (float[N,8,4,4] y, float[N,4,4,4] z) { y = ${conv}(x, v) z = ${conv}(x, w) }`);
  const after = padChannels(graph);
  expect(after.nodes.map(({ op }) => op)).toEqual(['Pad', 'Pad', 'Conv', 'Pad', 'Conv']);
  const [, , first, , second] = after.nodes;
  expect(first?.inputs[0]).toBe(second?.inputs[0]);
});

test.each([
  ['three channels', 3, 4, ''],
  ['a multiple of four', 12, 4, ''],
  ['no multiple of three', 10, 4, ''],
  ['outputs that are no multiple of four', 6, 6, ''],
  ['groups', 6, 4, ', group = 2'],
])('stays: %s', (_, channels, out, more) => {
  const graph = parseGraph(`(float[N,${more ? 2 * channels : channels},8,8] x,
    float[${out},${channels},1,1] w) => (float[N,${out},8,8] y) {
    y = Conv<kernel_shape = [1, 1]${more}>(x, w) }`);
  expect(padChannels(graph)).toBe(graph);
});

import { expect, test } from 'vitest';
import '../graph/to-print.test.support.ts';
import { parseGraph } from '../graph/parse.ts';
import { validate } from '../graph/validate.ts';
import { foldPads } from './pad-folding.ts';

const padded = (op: string, before = 'i = Identity(x)', amounts = '{0, 0, 1, 0, 0, 0, 1, 2}') =>
  `(float[N,1,4,4] x) => (float[N,1,5,5] y) <
    float[1,1,2,2] w = {1, 2, 3, 4}, int64[8] p = ${amounts}, float zero = {0}, float[N,1,6,6] a
  > {
    ${before}
    a = Pad(i, p)
    y = ${op}
  }`;

test.each([
  ['a convolution', 'Conv<pads = [0, 1, 0, 0]>(a, w)', 'Conv<pads = [1, 1, 1, 2]>(i, w)'],
  [
    'a pool of averages, which counts the zeros',
    'AveragePool<kernel_shape = [3, 3]>(a)',
    'AveragePool<kernel_shape = [3, 3], pads = [1, 0, 1, 2], count_include_pad = 1>(i)',
  ],
  [
    'a pool of maxima of positive numbers',
    'MaxPool<kernel_shape = [3, 3]>(a)',
    'MaxPool<kernel_shape = [3, 3], pads = [1, 0, 1, 2]>(i)',
    'i = Relu(x)',
  ],
  [
    'a pool of maxima of numbers from 0 to 6',
    'MaxPool<kernel_shape = [3, 3]>(a)',
    'MaxPool<kernel_shape = [3, 3], pads = [1, 0, 1, 2]>(i)',
    'i = Clip(x, zero)',
  ],
])('%s takes in the padding', (_, op, folded, before = 'i = Identity(x)') => {
  const graph = foldPads(parseGraph(padded(op, before)));
  validate(graph);
  expect(graph).toPrint(`(float[N,1,4,4] x) => (float[N,1,5,5] y) <
    float[1,1,2,2] w = {1, 2, 3, 4}, int64[8] p = {0, 0, 1, 0, 0, 0, 1, 2}, float zero = {0}
  > {
    ${before}
    y = ${folded}
  }`);
});

test('padding goes through a Transpose', () => {
  const graph = foldPads(
    parseGraph(`(float[N,4,W,1] x) => (float[N,1,4,V] y) <
      float[1,1,2,2] w = {1, 2, 3, 4}, int64[4] p = {0, 1, 1, 1}, int64[2] axes = {1, 2},
      float[N,5,W2,1] a, float[N,1,5,W2] b, float zero = {0}
    > {
      a = Pad(x, p, zero, axes)
      b = Transpose<perm = [0, 3, 1, 2]>(a)
      y = Conv(b, w)
    }`),
  );
  validate(graph);
  expect(graph.nodes.map(({ op }) => op)).toEqual(['Transpose', 'Conv']);
  expect(graph.nodes[1]?.attributes['pads']).toEqual({ type: 'ints', value: [0, 1, 1, 1] });
});

test.each([
  ['other numbers than zero', padded('Conv(a, w)').replace('Pad(i, p)', 'Pad(i, p, w)')],
  ['reflections', padded('Conv(a, w)').replace('Pad(i', 'Pad<mode = "reflect">(i')],
  ['padding of channels', padded('Conv(a, w)', 'i = Identity(x)', '{0, 1, 0, 0, 0, 0, 0, 0}')],
  ['crops', padded('Conv(a, w)', 'i = Identity(x)', '{0, 0, -1, 0, 0, 0, 1, 0}')],
  ['a pool of maxima of any numbers', padded('MaxPool<kernel_shape = [3, 3]>(a)')],
  ['padding as wide as the window', padded('MaxPool<kernel_shape = [2, 2]>(a)', 'i = Relu(x)')],
  [
    'a pool of averages that leaves out its own padding',
    padded('AveragePool<kernel_shape = [3, 3], pads = [1, 1, 1, 1]>(a)'),
  ],
  ['automatic padding', padded('Conv<auto_pad = "SAME_UPPER">(a, w)')],
])('%s stay', (_, text) => {
  const graph = parseGraph(text);
  expect(foldPads(graph)).toBe(graph);
});

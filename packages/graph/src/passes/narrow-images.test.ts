import { expect, test } from 'vitest';
import '../graph/to-print.test.support.ts';
import { parseGraph } from '../graph/parse.ts';
import { validate } from '../graph/validate.ts';
import { layNarrowImages } from './narrow-images.ts';

const signals = (op: string, more = '') => `(float[N,8,2] x) => (float[N,4,2] y) <
  int64[1] axis = {2}${more},
  float[N,8,1,2] a, float[N,2,8,1] b, float[N,2,4,1] c, float[N,4,1,2] d
> {
  ["in"] a = Unsqueeze(x, axis)
  b = Transpose<perm = [0, 3, 1, 2]>(a)
  c = ${op}
  d = Transpose<perm = [0, 2, 3, 1]>(c)
  ["out"] y = Squeeze(d, axis)
}`;

test('a pool over a column is one over a row', () => {
  const graph = layNarrowImages(
    parseGraph(signals('MaxPool<kernel_shape = [2, 1], pads = [1, 0, 0, 0], strides = [2, 3]>(b)')),
  );
  validate(graph);
  expect(graph).toPrint(`(float[N,8,2] x) => (float[N,4,2] y) <
    int64[1] axis = {2}, int64[1] "in/Unsqueeze" = {1}, int64[1] "out/Squeeze" = {1}
  > {
    a = Unsqueeze(x, "in/Unsqueeze")
    b = Transpose<perm = [0, 3, 1, 2]>(a)
    c = MaxPool<kernel_shape = [1, 2], pads = [0, 1, 0, 0], strides = [3, 2]>(b)
    d = Transpose<perm = [0, 2, 3, 1]>(c)
    y = Squeeze(d, "out/Squeeze")
  }`);
  expect(graph.values.get('b')?.shape).toEqual(['N', 2, 1, 8]);
  expect(layNarrowImages(graph)).toBe(graph);
});

test('a filter lies down too', () => {
  const graph = layNarrowImages(
    parseGraph(
      signals(
        'Conv<kernel_shape = [2, 1], strides = [2, 1]>(b, w)',
        ', float[2,2,2,1] w = {1, 2, 3, 4, 5, 6, 7, 8}',
      ),
    ),
  );
  expect(graph.initializers.get('w.1')?.shape).toEqual([2, 2, 1, 2]);
});

test.each([
  [
    'a window of several columns',
    'MaxPool<kernel_shape = [2, 3], pads = [0, 1, 0, 1], strides = [2, 1]>(b)',
  ],
  ['another operator', 'Relu(b)'],
])('%s stays', (_, op) => {
  const graph = parseGraph(signals(op));
  expect(layNarrowImages(graph)).toBe(graph);
});

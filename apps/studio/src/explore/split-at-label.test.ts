/** Where generators are split: behind the one-hot vector or the embedding of their label. */
import { parseGraph } from '@ganport/graph';
import { expect, test } from 'vitest';
import { splitAtLabel } from './split-at-label.ts';

test.each([
  [
    'a one-hot vector',
    `(float[N,2] noise, int64[N] label) => (float[N,4] image)
      <int64 depth = {2}, float[2] values = {0, 1}> {
      hot = OneHot<axis = -1>(label, depth, values)
      image = Concat<axis = 1>(noise, hot)
    }`,
    ['hot'],
    1,
  ],
  [
    'an embedding and what is made of it',
    `(float[N,2] noise, int64[N] label) => (float[N,2] image)
      <float[3,2] table = {1, 2, 3, 4, 5, 6}> {
      row = Gather(table, label)
      bent = Tanh(row)
      sum = Add(noise, bent)
      image = Mul(sum, row)
    }`,
    ['bent', 'row'],
    2,
  ],
])('%s', (_, text, values, nodes) => {
  const split = splitAtLabel(parseGraph(text), 'label');
  expect(split?.values).toEqual(values);
  expect(split?.nodes).toHaveLength(nodes);
});

test.each([
  [
    'a label that meets the noise itself',
    '(float[N,1] noise, float[N,1] label) => (float[N,1] image) { image = Add(noise, label) }',
  ],
  [
    'a label that is not used',
    '(float[N] noise, int32[N] label) => (float[N] y) { y = Exp(noise) }',
  ],
  [
    'an output of the label alone',
    '(float[N] noise, float[N] label) => (float[N] y, float[N] z) { z = Exp(label) y = Add(noise, z) }',
  ],
])('%s cannot be mixed', (_, text) => {
  expect(splitAtLabel(parseGraph(text), 'label')).toBeUndefined();
});

import { expect, test } from 'vitest';
import { parseGraph } from '../graph/parse.ts';
import { fixedSizes } from './fixed-sizes.ts';

/** The values of which no sizes are declared, as in PyTorch's files. */
const bare = (text: string) => ({ ...parseGraph(text), values: new Map() });

test('sizes follow from inputs of declared sizes', () => {
  const isFixed = fixedSizes(
    bare(`(float[1,4,8,8] x) => (float[1,4] y) <int64[2] flat = {1, 4}> {
      a = Relu(x)
      b = GlobalAveragePool(a)
      y = Reshape(b, flat)
    }`),
  );
  expect(['x', 'a', 'b', 'y'].map(isFixed)).toEqual([true, true, true, true]);
});

test('a size that was computed of sizes is a constant', () => {
  const isFixed = fixedSizes(
    bare(`(float[1,4,8,8] x, float[256] z) => (float[1,4,8,8] y) {
      size = Shape(x)
      y = Reshape(z, size)
    }`),
  );
  expect(isFixed('y')).toBe(true);
});

test.each([
  ['an open input', 'float[N,4] x', 'a = Relu(x)'],
  ['an operator whose result has as many rows as data says', 'float[4,4] x', 'a = NonZero(x)'],
  ['a target that is an input', 'float[4,4] x, int64[2] to', 'a = Reshape(x, to)'],
  [
    'a target that is computed of data',
    'float[4,4] x, int64[2] to',
    'more = Add(to, to) a = Reshape(x, more)',
  ],
])('%s fixes nothing', (_, inputs, nodes) => {
  const isFixed = fixedSizes(bare(`(${inputs}) => (float[4,4] y) { ${nodes} y = Sqrt(a) }`));
  expect(isFixed('a')).toBe(false);
});

test('what the file declares is believed', () => {
  const graph = bare('(float[4,4] x) => (float[4,4] y) { a = NonZero(x) y = Sqrt(a) }');
  const a = { name: 'a', dtype: 'int64', shape: [2, 3] } as const;
  const isFixed = fixedSizes({ ...graph, values: new Map([['a', a]]) });
  expect(isFixed('a')).toBe(true);
});

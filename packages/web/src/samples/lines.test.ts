import { expect, test } from 'vitest';
import { modelSpec } from '../model-spec.ts';
import type { NoiseSpec } from '../models/noise-spec.ts';
import { toSamples } from './index.ts';

const vocabulary = ['', '\uFFFD', 'a', 'é'];
const noise = { name: 'noise', dtype: 'float32', dims: ['N', 4] };
const text = { name: 'text', dtype: 'float32', dims: ['N', 3, 4] };

const specOf = (metadata: Record<string, string>) =>
  modelSpec({ inputs: [noise], outputs: [text] }, metadata) as NoiseSpec;
const declared = (characters: unknown) => ({
  'ganport.kind': 'text',
  'ganport.text.vocabulary': JSON.stringify(characters),
});

/** One-hot lines, character by character. */
const oneHot = (codes: readonly number[]) =>
  Float32Array.from({ length: codes.length * 4 }, (_, i) =>
    codes[Math.floor(i / 4)] === i % 4 ? 1 : 0,
  );

test('lines are the most likely characters, up to the end', () => {
  const data = oneHot([2, 3, 1, 2, 0, 3, 0, 2, 2]);
  const lines = toSamples(
    { dtype: 'float32', dims: [3, 3, 4], data },
    specOf(declared(vocabulary)),
  );
  expect(lines).toEqual([{ line: 'aé\uFFFD' }, { line: 'a' }, { line: '' }]);
});

test.each([[[1, 4, 3]], [[1, 12]], [[1, 4097, 4]]])('%o is no text', (dims) => {
  const data = new Float32Array(dims.reduce((product, size) => product * size, 1));
  const read = () => toSamples({ dtype: 'float32', dims, data }, specOf(declared(vocabulary)));
  expect(read).toThrow(
    /^text is float32\[batch, length, 4 characters\] of at most 4096 places; .* output text is \[1, /,
  );
});

test.each([
  [{ 'ganport.kind': 'text' }],
  [declared({ a: 1 })],
  [declared([])],
  [declared(['', '\uFFFD', 7])],
  [declared(['a', 'b'])],
  [declared(['', 'ab'])],
  [declared([...vocabulary, '\u202e'])],
  [declared(['', ...Array.from({ length: 1024 }, () => 'a')])],
])('the vocabulary of %o is refused', (metadata) => {
  expect(() => specOf(metadata)).toThrow(
    'the metadata ganport.text.vocabulary is no list of characters: export the model again',
  );
});

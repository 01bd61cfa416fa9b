/** Weights that PyTorch itself wrote (fixtures/efficientnet), and files that are none. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readTorchWeights } from './torch-weights.ts';

const folder = join(import.meta.dirname, '../../../../../fixtures/efficientnet');
const file = readFileSync(join(folder, 'tiny.pth'));
const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as {
  readonly stem: readonly number[];
  readonly tensors: number;
};

test('every tensor of float32, in row-major order', () => {
  const weights = readTorchWeights(file, 'tiny.pth');
  expect(Object.keys(weights)).toHaveLength(expected.tensors);
  // Stored with another order of its axes.
  expect(weights['_conv_stem.weight']).toEqual({
    dtype: 'float32',
    dims: [4, 3, 3, 3],
    data: Float32Array.from(expected.stem),
  });
  expect(weights['_fc.weight']?.dims).toEqual([5, 12]);
});

test.each([0, 10, 30, 200, 20_000, 30_000, file.length - 1])('cut after %i bytes', (length) => {
  expect(() => readTorchWeights(file.subarray(0, length), 'cut.pth')).toThrow(
    expect.objectContaining({
      code: 'corrupt-file',
      message: expect.stringMatching(/^cut\.pth: .*; fetch it again$/),
    }),
  );
});

test('a number of another size is no reason to read beyond the end', () => {
  const text = file.toString('latin1');
  const changed = Buffer.from(file);
  // The width of the first batch normalization, 4, becomes 250.
  const at = text.indexOf('_bn0.weight');
  changed[text.indexOf('K\x04', at) + 1] = 250;
  expect(() => readTorchWeights(changed, 'wide.pth')).toThrow(
    expect.objectContaining({ code: 'corrupt-file' }),
  );
});

/** Protocol 2, then the given text. */
const pickle = (text: string) => Buffer.from(`\x80\x02${text}`, 'latin1');
const start = pickle('\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.\x80\x02}.');

test.each([
  ['a call', 'cos\nsystem\n(X\x02\x00\x00\x00lstR.', 'os system is not supported'],
  ['a reference without a class', '(X\x01\x00\x00\x00stQ.', ''],
  ['another operation', '\x93.', 'the operation 0x93 is not supported'],
  ['an empty stack', 'R.', 'the stack is empty'],
  ['a string beyond the end', 'X\xff\xff\xff\x7fa', 'a string goes beyond the end'],
  ['no end', 'N', ''],
  ['something else', 'K\x01.\x80\x02].', 'no tensors'],
])('%s is refused', (_name, text, problem) => {
  expect(() => readTorchWeights(Buffer.concat([start, pickle(text)]), 'bad.pth')).toThrow(
    expect.objectContaining({
      code: 'corrupt-file',
      message: expect.stringContaining(problem),
    }),
  );
});

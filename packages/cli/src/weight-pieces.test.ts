import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, expect, test } from 'vitest';
import { piecesOfWeights } from './weight-pieces.ts';

// Without tfjs's advice to install tfjs-node.
tf.enableProdMode();

const folder = mkdtempSync(join(tmpdir(), 'ganport-weights-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Sizes of weights: one of several pieces' size, empty ones, small ones, one that ends a file. */
const counts = [3, 0, 2_000_000, 5, 700_000, 700_000, 1, 0];
const numbers = Float32Array.from({ length: counts.reduce((a, b) => a + b) }, (_, i) => i % 9973);
const specs = counts.map((count, i) => ({
  name: `w${i}`,
  shape: [count],
  dtype: 'float32' as const,
}));
const lengths = counts.map((count) => count * 4);

/** The bytes in files that end in the middle of weights, and of numbers. */
function files(ends: readonly number[]) {
  return [...ends, numbers.byteLength].map((end, i) => {
    const path = join(folder, `${ends.join('-')}.${i}.bin`);
    const bytes = new Uint8Array(numbers.buffer).subarray(ends[i - 1] ?? 0, end);
    writeFileSync(path, bytes);
    return { path, size: bytes.length };
  });
}

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView = new Uint8Array()) =>
  Buffer.from(buffer, byteOffset, byteLength);

const failed = (file: string, cause: unknown) => new Error(`${file} failed`, { cause });

test.each([[[]], [[7, 4_000_001, 4_000_001, 9_000_000]]])(
  'tfjs decodes them, from files that end at %j; their memory is given back',
  (ends) => {
    const pieces = piecesOfWeights(specs, lengths, files(ends), { isKept: false, failed });
    expect(pieces.weightData.reduce((sum, { byteLength }) => sum + byteLength, 0)).toBe(
      numbers.byteLength,
    );
    expect(() => pieces.checkRead()).toThrow('tfjs asked for 0 of 3 pieces of the weights');
    const decoded = tf.io.decodeWeights(pieces.weightData, pieces.weightSpecs);
    pieces.checkRead();
    let start = 0;
    for (const [i, count] of counts.entries()) {
      const values = decoded[`w${i}`]?.dataSync();
      expect(Buffer.compare(bytesOf(values), bytesOf(numbers.slice(start, start + count)))).toBe(0);
      start += count;
    }
    expect(pieces.weightData.map(({ byteLength }) => byteLength)).toEqual([0, 0, 0]);
  },
);

test('they stay where they are asked for again', () => {
  const pieces = piecesOfWeights(specs, lengths, files([]), { isKept: true, failed });
  tf.io.decodeWeights(pieces.weightData, pieces.weightSpecs);
  const joined = Buffer.concat(pieces.weightData.map((buffer) => Buffer.from(buffer)));
  expect(Buffer.compare(joined, bytesOf(numbers))).toBe(0);
});

test('a file that became shorter is named', () => {
  const [file] = files([]) as [{ path: string; size: number }];
  writeFileSync(file.path, 'short');
  const pieces = piecesOfWeights(specs, lengths, [file], { isKept: false, failed });
  expect(() => tf.io.decodeWeights(pieces.weightData, pieces.weightSpecs)).toThrow(
    `${file.path} failed`,
  );
});

import { expect, test } from 'vitest';
import { byteDataset } from '@ganport/core';
import { toBytes } from '../imaging/eight-bit.ts';
import { batchesOf, readSamples, subset } from './subset.ts';

const six = byteDataset({
  name: 'six',
  shape: [1, 1, 1],
  size: 6,
  pixels: Uint8Array.of(0, 50, 100, 150, 200, 250),
  labels: Int32Array.of(0, 1, 2, 0, 1, 2),
  classes: ['a', 'b', 'c'],
});

test('a subset has its own order, with its labels', async () => {
  const part = subset(six, Int32Array.of(5, 0, 4));
  expect([part.size, [...(part.labels ?? [])]]).toEqual([3, [2, 0, 1]]);
  expect([...toBytes(await readSamples(part, Int32Array.of(1, 0)))]).toEqual([0, 250]);
});

test('a subset does not reach beyond its end', async () => {
  const part = subset(six, Int32Array.of(5, 0));
  await expect(readSamples(part, Int32Array.of(2))).rejects.toThrow('no image');
});

test('batches, the last one shorter', async () => {
  const lengths: number[] = [];
  for await (const images of batchesOf(six, 4)) lengths.push(images.length);
  expect(lengths).toEqual([4, 2]);
});

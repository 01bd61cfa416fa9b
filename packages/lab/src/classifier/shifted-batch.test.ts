import { expect, test } from 'vitest';
import { byteDataset } from '@ganport/core';
import { toBytes } from '../imaging/eight-bit.ts';
import { asLabeled } from './labeled.ts';
import { shifted } from './shifted.ts';
import { shiftedBatch } from './shifted-batch.ts';

test('a shift repeats the edge that it leaves', () => {
  const image = Float32Array.of(1, 2, 3, 4, 5, 6);
  expect([...shifted(image, [2, 3, 1], 1, 0)]).toEqual([1, 2, 3, 1, 2, 3]);
  expect([...shifted(image, [2, 3, 1], 0, -2)]).toEqual([3, 3, 3, 6, 6, 6]);
  expect([...shifted(image, [1, 2, 3], 0, 1)]).toEqual([1, 2, 3, 1, 2, 3]);
  expect([...shifted(image, [2, 3, 1], 0, 0)]).toEqual([...image]);
});

/** Images of 9 × 9 with one bright pixel in their middle, whose brightness is their class. */
const dots = asLabeled(
  byteDataset({
    name: 'dots',
    shape: [9, 9, 1],
    size: 40,
    pixels: Uint8Array.from({ length: 40 * 81 }, (_, i) =>
      i % 81 === 40 ? 100 + (Math.floor(i / 81) % 3) : 0,
    ),
    labels: Int32Array.from({ length: 40 }, (_, i) => i % 3),
    classes: ['a', 'b', 'c'],
  }),
);

test('images with their labels, moved by at most two pixels, by the seed and the step', async () => {
  const moves = new Set<number>();
  for (let step = 0; step < 20; step++) {
    const { samples, labels } = await shiftedBatch(dots, 10, 7, step);
    const bytes = toBytes(samples);
    for (let i = 0; i < 10; i++) {
      const image = bytes.subarray(81 * i, 81 * (i + 1));
      const at = image.findIndex((value) => value > 0);
      expect(image[at]).toBe(100 + (labels[i] ?? NaN));
      moves.add(at);
    }
  }
  // Five places along each axis, around the middle (4, 4).
  const places = [2, 3, 4, 5, 6].flatMap((y) => [2, 3, 4, 5, 6].map((x) => 9 * y + x));
  expect([...moves].toSorted((a, b) => a - b)).toEqual(places);
  expect(await shiftedBatch(dots, 10, 7, 3)).toEqual(await shiftedBatch(dots, 10, 7, 3));
  expect(await shiftedBatch(dots, 10, 8, 3)).not.toEqual(await shiftedBatch(dots, 10, 7, 3));
});

test('data without labels, or of one class, are refused', () => {
  const { labels: _labels, classes: _classes, ...plain } = dots;
  expect(() => asLabeled(plain)).toThrow('dots: has no labels; give');
  expect(() => asLabeled({ ...dots, classes: ['a'] })).toThrow('dots: has one class only');
});

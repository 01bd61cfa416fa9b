import { expect, test } from 'vitest';
import { byteDataset, type Dataset } from '@ganport/core';
import { fillUniform, keyed } from '@ganport/core/internal';
import { duplicateDistance, openNearest } from './nearest.ts';

/** Noise images; 3,000 numbers each, so that the set is more than one block of 2^23. */
const size = 3000;
const shape = [50, 20, 3] as const;
const noise = new Float32Array(size * 3000);
fillUniform(keyed(1, 'noise'), noise, 0, 256);
const pixels = Uint8Array.from(noise);
const dataset: Dataset = byteDataset({ name: 'noise', shape, size, pixels });
const image = async (index: number) => {
  const out = new Float32Array(3000);
  await dataset.read([index], out);
  return out;
};
const rms = (a: Float32Array, b: Float32Array) =>
  Math.sqrt(a.reduce((sum, value, i) => sum + (value - (b[i] ?? NaN)) ** 2, 0) / a.length);

test('the distance of the nearest, by hand', async () => {
  const nearest = await openNearest(dataset);
  const [a, b] = [await image(7), (await image(2900)).map((value) => value * 0.9)];
  const found = await nearest.distances(Float32Array.of(...a, ...b), [7, -1]);
  let least = Infinity;
  for (let i = 0; i < size; i++) if (i !== 7) least = Math.min(least, rms(a, await image(i)));
  // float32 sums of 3,000 squares.
  expect(found[0]).toBeCloseTo(least, 4);
  expect(found[1]).toBeCloseTo(rms(b, await image(2900)), 4);
  expect((await nearest.distances(a))[0]).toBeLessThan(0.002);
  await nearest.dispose();
});

/** One number an image: its distances are those of the numbers. */
const line = (bytes: readonly number[]) =>
  byteDataset({
    name: 'line',
    shape: [1, 1, 1],
    size: bytes.length,
    pixels: Uint8Array.from(bytes),
  });
const threshold = async (set: Dataset) => {
  const nearest = await openNearest(set);
  try {
    return await duplicateDistance(set, nearest, 1);
  } finally {
    await nearest.dispose();
  }
};

test('the threshold is the nearest that real images come to each other, and one level at least', async () => {
  // The smallest of less than a thousand distances: 30 of 127.5.
  expect(await threshold(line([0, 50, 80, 200]))).toBeCloseTo(30 / 127.5, 5);
  expect(await threshold(line([9, 9, 9]))).toBeCloseTo(2 / 255, 6);
  expect(await threshold(line([9]))).toBeCloseTo(2 / 255, 6);
});

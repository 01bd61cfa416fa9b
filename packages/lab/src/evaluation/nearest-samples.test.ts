/** Nearest samples by hand, and by features of which only one number counts. */
import type { Dataset } from '@ganport/core';
import { asFeatures } from '@ganport/core/metrics';
import { expect, test } from 'vitest';
import { storedDataset } from './stored-dataset.ts';
import { nearestSamples } from './nearest-samples.ts';

/** Points of two numbers, as images of two pixels. */
const points = [
  [0, 0],
  [1, 0],
  [0.6, 0.8],
  [-1, 1],
] as const;
const bytes = Uint8Array.from(points.flat(), (value) => Math.round((value + 1) * 127.5));
const dataset: Dataset = storedDataset({ name: 'points', shape: [1, 2, 1], size: 4 }, bytes);
const given = Float32Array.of(1, 0);

const rounded = (values: Iterable<number>) =>
  [...values].map((value) => Math.round(10 * value) / 10);

test('by values: the Euclidean distance, of which 1 is the mean', async () => {
  const { size, nearest } = await nearestSamples(dataset, given, { count: 3, most: 10 });
  expect(size).toBe(4);
  expect(nearest.map(({ sample }) => rounded(sample))).toEqual([
    [1, 0],
    [0.6, 0.8],
    [0, 0],
  ]);
  const mean = (0 + Math.sqrt(0.8) + 1 + Math.sqrt(5)) / 4;
  const expected = [0, Math.sqrt(0.8), 1].map((distance) => distance / mean);
  for (const [i, { distance }] of nearest.entries()) {
    expect(Math.abs(distance - (expected[i] ?? NaN))).toBeLessThan(0.01);
  }
});

test('by features: what the extractor sees', async () => {
  const second = {
    extract: async (samples: Float32Array) => ({
      features: asFeatures(
        samples.filter((_, i) => i % 2 === 1),
        1,
      ),
    }),
  };
  const request = { count: 4, most: 10, extractor: second };
  const { nearest } = await nearestSamples(dataset, Float32Array.of(-1, 0.8), request);
  expect(rounded(nearest[0]?.sample ?? [])).toEqual([0.6, 0.8]);
  expect(rounded(nearest[1]?.sample ?? [])).toEqual([-1, 1]);
});

test('a share of the data is looked through; a sample of another shape is refused', async () => {
  expect((await nearestSamples(dataset, given, { count: 8, most: 2 })).nearest).toHaveLength(2);
  await expect(nearestSamples(dataset, Float32Array.of(1), { count: 1, most: 1 })).rejects.toThrow(
    'sample: has 1 values, and those of points have 2 (1 × 2 × 1); take a sample of the same shape',
  );
});

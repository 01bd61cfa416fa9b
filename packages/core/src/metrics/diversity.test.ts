import { expect, test } from 'vitest';
import { meanPairwiseDistance } from './diversity.ts';
import { featuresOf, normalFeatures } from './samples.test.support.ts';

test('the corners of a 3, 4, 5 triangle', async () => {
  const triangle = featuresOf([
    [0, 0],
    [3, 0],
    [0, 4],
  ]);
  expect(await meanPairwiseDistance(triangle)).toBeCloseTo(4, 12);
});

test('of independent normals in one dimension: 2 σ / √π', async () => {
  const distance = await meanPairwiseDistance(normalFeatures(1, 3000, [5], [2]));
  expect(distance).toBeCloseTo((2 * 2) / Math.sqrt(Math.PI), 1);
});

test('0 for one sample, and for equal samples', async () => {
  expect(await meanPairwiseDistance(featuresOf([[1, 2]]))).toBe(0);
  const equal = featuresOf(Array.from({ length: 4 }, () => [0.1, -7, 3]));
  expect(await meanPairwiseDistance(equal)).toBeLessThan(1e-6);
});

import { expect, test } from 'vitest';
import { asFeatures } from './features.ts';
import { nearestDistance } from './nearest.ts';

test('the mean distance to the nearest real sample, by hand', async () => {
  const real = asFeatures(Float32Array.of(0, 0, 10, 0), 2);
  const samples = asFeatures(Float32Array.of(3, 4, 10, 1, 0, 0), 2);
  expect(await nearestDistance(samples, real)).toBeCloseTo((5 + 1 + 0) / 3, 6);
  expect(await nearestDistance(real, real)).toBeCloseTo(0, 6);
  await expect(nearestDistance(samples, asFeatures(new Float32Array(3), 3))).rejects.toThrow(
    'features: vectors of 2 and of 3 numbers',
  );
});

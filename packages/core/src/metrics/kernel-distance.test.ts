import { expect, test } from 'vitest';
import { firstFeatures } from './features.ts';
import { kernelDistance } from './kernel-distance.ts';
import { featuresOf, normalFeatures } from './samples.test.support.ts';

test('the unbiased estimate by hand', async () => {
  // x = {0, 1}, y = {1, 2}, k(a, b) = (ab + 1)³: within x k(0, 1) = 1, within y k(1, 2) = 27,
  // across the mean of k(0, 1), k(0, 2), k(1, 1), k(1, 2) = 1, 1, 8, 27.
  const options = { seed: 1, subsets: 3 };
  const { mean } = await kernelDistance(featuresOf([[0], [1]]), featuresOf([[1], [2]]), options);
  expect(mean).toBeCloseTo(1 + 27 - (2 * 37) / 4, 12);
});

test('all samples in one subset: the estimate of all, without a standard deviation', async () => {
  const [a, b] = [normalFeatures(1, 40, [0, 0]), normalFeatures(2, 40, [1, 0])];
  const whole = await kernelDistance(a, b, { seed: 7 });
  expect(whole).toEqual({ mean: expect.any(Number) });
  // No choice of rows changes a sum over all pairs.
  const other = await kernelDistance(a, b, { seed: 8, subsets: 3, subsetSize: 40 });
  expect(other.mean).toBeCloseTo(whole.mean, 12);
  // Of the larger set, subsets still differ.
  const fewer = firstFeatures(b, 30);
  expect((await kernelDistance(a, fewer, { seed: 7, subsets: 5 })).stddev).toBeGreaterThan(0);
});

test('close to zero for two sets of one distribution, far from it for two distributions', async () => {
  const means = Array.from({ length: 16 }, () => 0);
  const a = normalFeatures(1, 2000, means);
  const b = normalFeatures(2, 2000, means);
  const options = { seed: 3, subsets: 20, subsetSize: 500 };
  const alike = await kernelDistance(a, b, options);
  const { stddev: noise = NaN } = alike;
  expect(noise).toBeGreaterThan(0);
  expect(Math.abs(alike.mean)).toBeLessThan(4 * noise);
  const shifted = normalFeatures(
    2,
    2000,
    means.map(() => 1),
  );
  const apart = await kernelDistance(a, shifted, options);
  expect(apart.mean).toBeGreaterThan(20 * (apart.stddev ?? NaN));
});

test('the seed determines the subsets', async () => {
  const a = normalFeatures(1, 300, [0, 0]);
  const b = normalFeatures(2, 300, [1, 0]);
  const at = (seed: number) => kernelDistance(a, b, { seed, subsets: 5, subsetSize: 50 });
  expect(await at(7)).toEqual(await at(7));
  expect((await at(8)).mean).not.toBe((await at(7)).mean);
});

test('features of two extractors are refused', async () => {
  const pair = [featuresOf([[1, 2]]), featuresOf([[1, 2, 3]])] as const;
  await expect(kernelDistance(...pair, { seed: 1 })).rejects.toMatchObject({
    code: 'data-mismatch',
  });
});

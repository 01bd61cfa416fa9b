import { expect, test } from 'vitest';
import { featureDistance, frechetDistance } from './frechet-distance.ts';
import { featuresOf, normalFeatures } from './samples.test.support.ts';

const diagonal = (values: readonly number[]) =>
  Float64Array.from({ length: values.length ** 2 }, (_, i) =>
    i % (values.length + 1) === 0 ? (values[i / (values.length + 1)] ?? NaN) : 0,
  );

test('Gaussians with diagonal covariances: Σ (μ − μ′)² + (σ − σ′)²', async () => {
  const a = { mean: Float64Array.of(1, 2, 3), covariance: diagonal([1, 4, 9]) };
  const b = { mean: Float64Array.of(0, 2, 5), covariance: diagonal([4, 4, 0.25]) };
  expect(await frechetDistance(a, b)).toBeCloseTo(1 + 0 + 4 + 1 + 0 + 2.5 ** 2, 12);
});

test('Gaussians whose covariances do not commute: tr (ΣΣ′)^½ of 2 × 2 in closed form', async () => {
  // For 2 × 2, tr M^½ = √(tr M + 2 √det M); here M = ΣΣ′ = ((2, 1), (1, 2)) · diag(1, 9).
  const a = { mean: Float64Array.of(0, 0), covariance: Float64Array.of(2, 1, 1, 2) };
  const b = { mean: Float64Array.of(0, 0), covariance: Float64Array.of(1, 0, 0, 9) };
  const shared = Math.sqrt(2 + 18 + 2 * Math.sqrt(3 * 9));
  expect(await frechetDistance(a, b)).toBeCloseTo(4 + 10 - 2 * shared, 12);
  expect(await frechetDistance(b, a)).toBeCloseTo(await frechetDistance(a, b), 12);
});

test('samples: close to the distance of the Gaussians that they are drawn from', async () => {
  const a = normalFeatures(1, 20_000, [0, 1, -1], [1, 2, 0.5]);
  const b = normalFeatures(2, 20_000, [3, 1, -1], [1, 1, 1]);
  // Standard errors of means and deviations are below 0.015.
  expect(Math.abs((await featureDistance(a, b)) - (9 + 1 + 0.25))).toBeLessThan(0.15);
});

test('the distance of a set to itself is 0 up to rounding', async () => {
  const samples = normalFeatures(1, 5000, [100, 0, -3], [10, 1e-3, 1]);
  expect(await featureDistance(samples, samples)).toBeLessThan(1e-9);
});

test('constant features and more features than samples are accepted', async () => {
  const few = featuresOf([
    [1, 5, 0, 0],
    [3, 5, 0, 1],
  ]);
  const shifted = featuresOf([
    [1, 7, 0, 0],
    [3, 7, 0, 1],
  ]);
  expect(await featureDistance(few, shifted)).toBeCloseTo(4, 12);
});

test('one sample and features of two extractors are refused', async () => {
  const one = featuresOf([[1, 2]]);
  await expect(featureDistance(one, one)).rejects.toThrow('a covariance needs 2 samples');
  const other = normalFeatures(1, 10, [0, 0, 0]);
  const wider = normalFeatures(1, 10, [0, 0, 0, 0]);
  await expect(featureDistance(other, wider)).rejects.toMatchObject({
    code: 'data-mismatch',
    message: 'fid: features of 3 and of 4 numbers; compare features of one extractor',
  });
});

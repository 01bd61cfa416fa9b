/** Against the distribution that is named: normal numbers under the condition of being within. */
import { expect, test } from 'vitest';
import { CoreError } from '../errors.ts';
import { sampleNoise } from './sample-noise.ts';
import { LEAST_TRUNCATION, truncate } from './truncation.ts';

const noise = sampleNoise(1, 1000, 100).data as Float32Array;

test('what is within stays as it is, what is beyond is drawn again', () => {
  const truncated = truncate(noise, 0.5, 1);
  const within = (value: number) => Math.abs(value) <= 0.5;
  expect(truncated.every(within)).toBe(true);
  const stay = truncated.filter((_, i) => within(noise[i] as number));
  expect(stay).toEqual(noise.filter(within));
  const again = noise.length - stay.length;
  // 61.7 % of normal numbers are beyond half a standard deviation.
  expect(again / noise.length).toBeCloseTo(0.617, 2);
});

test.each([
  // Variance of the truncated normal: 1 − 2ψφ(ψ) / (2Φ(ψ) − 1).
  [0.5, 0.0806],
  [1, 0.2911],
  [2, 0.7737],
])('a threshold of %d leaves a variance of %d', (threshold, variance) => {
  const truncated = truncate(noise, threshold, 1);
  const found = truncated.reduce((sum, value) => sum + value * value, 0) / truncated.length;
  // Five standard errors and more.
  expect(Math.abs(found - variance)).toBeLessThan(0.02 * variance);
});

test('the same seed draws the same, another seed others; more vectors leave the first as they are', () => {
  expect(truncate(noise, 1, 7)).toEqual(truncate(noise, 1, 7));
  expect(truncate(noise, 1, 8)).not.toEqual(truncate(noise, 1, 7));
  expect(truncate(noise.subarray(0, 500), 1, 7)).toEqual(truncate(noise, 1, 7).subarray(0, 500));
});

test.each([0, -1, NaN, LEAST_TRUNCATION / 2])('%d is no threshold', (threshold) => {
  expect(() => truncate(noise, threshold, 1)).toThrow(CoreError);
});

import { expect, test } from 'vitest';
import { fillNormal } from '../random/normal.ts';
import { keyed } from '../random/random-source.ts';
import {
  areaUnderCurve,
  histogramDistance,
  wasserstein,
  wassersteinDistance,
} from './wasserstein-distance.ts';

const normal = (count: number, mean: number, purpose: string) => {
  const values = new Float32Array(count);
  fillNormal(keyed(1, purpose), values, mean, 1);
  return values;
};

test.each([
  ['one point each', [1], [4], 3],
  ['the same, in another order', [1, 2, 3], [3, 1, 2], 0],
  // The distributions differ by ½ between 0 and 1, and by ½ between 1 and 3.
  ['sizes that differ', [0, 3], [1], 0.5 * 1 + 0.5 * 2],
  ['equal values', [0, 0, 0, 4], [0, 4], 1],
])('the Wasserstein distance of %s', (_, a, b, distance) => {
  expect(wasserstein(a, b)).toBeCloseTo(distance, 12);
  expect(wasserstein(b, a)).toBeCloseTo(distance, 12);
});

test('of equal sizes it is the mean difference in order', () => {
  const [a, b] = [normal(501, 0, 'a'), normal(501, 0.3, 'b')];
  const [first, second] = [a.toSorted(), b.toSorted()];
  const mean = first.reduce((sum, value, i) => sum + Math.abs(value - (second[i] ?? NaN)), 0) / 501;
  expect(wasserstein(a, b)).toBeCloseTo(mean, 6);
});

test('the bootstrap is that of the seed, and shrinks as samples are more', () => {
  const of = (count: number, seed: number) =>
    wassersteinDistance(normal(count, 0, 'a'), normal(count, 1, 'b'), seed);
  expect(of(100, 1)).toEqual(of(100, 1));
  expect(of(100, 2).mean).toBe(of(100, 1).mean);
  expect(of(100, 2).stddev).not.toBe(of(100, 1).stddev);
  // The standard deviation of the difference of two means is √(2 / n).
  for (const count of [100, 3000]) {
    const expected = Math.sqrt(2 / count);
    expect(of(count, 1).stddev).toBeGreaterThan(0.5 * expected);
    expect(of(count, 1).stddev).toBeLessThan(1.7 * expected);
  }
});

test('χ² of histograms is 0 for equal samples, 1 without overlap, and ignores the unit', () => {
  const real = normal(4000, 0, 'a');
  expect(histogramDistance(real, real)).toBe(0);
  expect(
    histogramDistance(
      real.map((value) => value + 100),
      real.map((value) => value - 100),
    ),
  ).toBeCloseTo(0.95, 1);
  expect(histogramDistance([5, 5, 5, 5], [1, 1, 2, 2])).toBeCloseTo(1 / 3, 12);
  const samples = normal(4000, 0.2, 'b');
  const scaled = [samples, real].map((values) => values.map((value) => 64 * value));
  expect(histogramDistance(...(scaled as [Float32Array, Float32Array]))).toBeCloseTo(
    histogramDistance(samples, real),
    12,
  );
});

test('the area under the ROC curve counts the pairs in order, equal scores half', () => {
  const [positive, negative] = [
    [0.9, 0.4, 0.4, 0.2],
    [0.4, 0.1, 0.3],
  ];
  let wins = 0;
  for (const p of positive) for (const n of negative) wins += p > n ? 1 : p === n ? 0.5 : 0;
  expect(areaUnderCurve(positive, negative)).toBeCloseTo(wins / 12, 12);
  expect(areaUnderCurve([1, 1], [1, 1])).toBe(0.5);
  expect(areaUnderCurve([2], [1])).toBe(1);
});

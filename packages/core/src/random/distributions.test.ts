/**
 * The numbers have their distributions: moments and Kolmogorov–Smirnov distances are compared with
 * closed forms, at fixed seeds.
 */
import { at } from '@ganport/graph/ops';
import { expect, test } from 'vitest';
import { CoreError } from '../errors.ts';
import { fillNormal, fillTruncatedNormal } from './normal.ts';
import { keyed } from './random-source.ts';
import { fillUniform } from './uniform.ts';

const N = 200_000;
const drawn = (fill: (out: Float32Array) => void) => {
  const out = new Float32Array(N);
  fill(out);
  return out;
};

const mean = (values: ArrayLike<number>) =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
const moment = (values: Float32Array, order: number) =>
  mean(Array.from(values, (value) => value ** order));

/** sup |empirical − cdf| · √n; above 1.63 with probability 0.01, above 1.95 with 0.001. */
function kolmogorov(values: Float32Array, cdf: (x: number) => number): number {
  const sorted = values.toSorted();
  const gaps = Array.from(sorted, (x, i) => Math.max(cdf(x) - i / N, (i + 1) / N - cdf(x)));
  return gaps.reduce((a, b) => Math.max(a, b)) * Math.sqrt(N);
}

/** Φ, by Abramowitz and Stegun 26.2.17; its error, 7.5e-8, is far below 1/√N. */
function normalCdf(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const series =
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const upper = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * series;
  return x > 0 ? 1 - upper : upper;
}

test('uniform: moments, distance, lag-one correlation', () => {
  const values = drawn((out) => fillUniform(keyed(1, 'test'), out));
  // Five standard errors of each estimate.
  expect(Math.abs(mean(values) - 1 / 2)).toBeLessThan(5 * Math.sqrt(1 / 12 / N));
  expect(Math.abs(moment(values, 2) - 1 / 3)).toBeLessThan(5 * Math.sqrt(4 / 45 / N));
  expect(kolmogorov(values, (x) => x)).toBeLessThan(1.63);
  const lagged = mean(Array.from(values.subarray(1), (x, i) => (x - 0.5) * (at(values, i) - 0.5)));
  expect(Math.abs(lagged)).toBeLessThan(5 / 12 / Math.sqrt(N));
});

test('uniform: every number is a multiple of 2^-24, and both halves of the last bit occur', () => {
  const values = drawn((out) => fillUniform(keyed(2, 'test'), out));
  const places = Array.from(values, (x) => x * 2 ** 24);
  expect(places.every(Number.isInteger)).toBe(true);
  expect(Math.abs(mean(places.map((place) => place % 2)) - 0.5)).toBeLessThan(2.5 / Math.sqrt(N));
});

test('uniform: below max, also where rounding to float32 would reach it', () => {
  for (const [min, max] of [
    [1, 2],
    [-1, 1],
    [-3, 0],
    [1000, 1000.001],
    [-2, -1],
    [0.1, 0.3],
  ] as const) {
    const values = drawn((out) => fillUniform(keyed(3, 'test'), out, min, max));
    expect(Math.min(...values.subarray(0, 50_000))).toBeGreaterThanOrEqual(Math.fround(min));
    expect(values.every((x) => x < Math.fround(max))).toBe(true);
  }
  const narrow = drawn((out) => fillUniform(keyed(3, 'test'), out, 1, 1 + 2 ** -23));
  expect(new Set(narrow)).toEqual(new Set([1]));
  expect(drawn((out) => fillUniform(keyed(3, 'test'), out, 5, 5))[9]).toBe(5);
});

test('normal: moments, distance, tails', () => {
  const values = drawn((out) => fillNormal(keyed(4, 'test'), out));
  expect(Math.abs(mean(values))).toBeLessThan(5 / Math.sqrt(N));
  expect(Math.abs(moment(values, 2) - 1)).toBeLessThan(5 * Math.sqrt(2 / N));
  expect(Math.abs(moment(values, 3))).toBeLessThan(5 * Math.sqrt(15 / N));
  expect(Math.abs(moment(values, 4) - 3)).toBeLessThan(5 * Math.sqrt(96 / N));
  expect(kolmogorov(values, normalCdf)).toBeLessThan(1.63);
  // P(|z| > 4) = 6.3e-5: 12.7 of 200,000 expected, stddev 3.6.
  const far = values.filter((z) => Math.abs(z) > 4).length;
  expect(far).toBeGreaterThan(0);
  expect(far).toBeLessThan(31);
});

test('normal: the two numbers of a pair are not correlated', () => {
  const values = drawn((out) => fillNormal(keyed(5, 'test'), out));
  const products = Array.from(
    { length: N / 2 },
    (_, i) => at(values, 2 * i) * at(values, 2 * i + 1),
  );
  expect(Math.abs(mean(products))).toBeLessThan(5 / Math.sqrt(N / 2));
});

test('normal: mean and standard deviation', () => {
  const values = drawn((out) => fillNormal(keyed(6, 'test'), out, 1, 0.02));
  expect(kolmogorov(values, (x) => normalCdf((x - 1) / 0.02))).toBeLessThan(1.63);
});

test('truncated normal: inside two standard deviations, with the right distribution there', () => {
  const values = drawn((out) => fillTruncatedNormal(keyed(7, 'test'), out, 3, 2));
  expect(values.every((x) => Math.abs(x - 3) <= 4)).toBe(true);
  const inside = normalCdf(2) - normalCdf(-2);
  const cdf = (x: number) => (normalCdf((x - 3) / 2) - normalCdf(-2)) / inside;
  expect(kolmogorov(values, cdf)).toBeLessThan(1.63);
});

test.each([
  () => fillUniform(keyed(0, 'test'), new Float32Array(1), 2, 1),
  () => fillUniform(keyed(0, 'test'), new Float32Array(1), 0, Infinity),
  () => fillNormal(keyed(0, 'test'), new Float32Array(1), 0, -1),
  () => fillTruncatedNormal(keyed(0, 'test'), new Float32Array(1), NaN, 1),
])('invalid parameters of a distribution are refused (%#)', (draw) => {
  expect(draw).toThrow(CoreError);
});

/** Resampled sine waves are sine waves, up to the limit of the lower rate; above it nothing is left. */
import { expect, test } from 'vitest';
import { resample } from './resample.ts';

const sine = (frequency: number, rate: number, length: number) =>
  Float32Array.from({ length }, (_, i) => Math.sin((2 * Math.PI * frequency * i) / rate));

/** The largest difference away from the ends, where the window meets silence. */
function worst(a: Float32Array, b: Float32Array, margin: number): number {
  expect(a.length).toBe(b.length);
  return a
    .subarray(margin, -margin)
    .reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i + margin] ?? NaN))), 0);
}

test.each([
  [44_100, 16_000],
  [8000, 16_000],
  [192_000, 16_000],
  [22_050, 44_100],
  [16_001, 16_000],
])('from %i to %i samples a second', (from, to) => {
  const frequency = 0.2 * Math.min(from, to);
  const length = from / 10;
  const resampled = resample(sine(frequency, from, length), from, to);
  const expected = sine(frequency, to, Math.ceil((Math.floor(length) * to) / from));
  expect(worst(resampled, expected, 300)).toBeLessThan(2e-4);
});

test('what the lower rate cannot have is removed', () => {
  const resampled = resample(sine(9000, 44_100, 22_050), 44_100, 16_000);
  const inner = resampled.subarray(300, -300);
  expect(inner.reduce((most, value) => Math.max(most, Math.abs(value)), 0)).toBeLessThan(1e-3);
});

test('an equal rate keeps the samples', () => {
  const samples = sine(100, 8000, 80);
  expect(resample(samples, 8000, 8000)).toBe(samples);
});

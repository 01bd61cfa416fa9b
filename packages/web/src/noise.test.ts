/** Against what `ganport generate` draws of the same seed. */
import { expect, test } from 'vitest';
import { sampleNoise } from '@ganport/core';
import { planSheet, planWalk } from '@ganport/lab';
import { drawNoise, interpolate } from './noise.ts';

test('the noise of a seed is that of the command line, with truncation and interpolation', () => {
  const noise = drawNoise({ seed: 7, count: 25 }, 100);
  expect(noise).toEqual(sampleNoise(7, 25, 100).data);
  const truncated = drawNoise({ seed: 7, count: 25, truncation: 0.5 }, 100);
  expect(truncated).toEqual(planSheet({ seed: 7, count: 25, latent: 100, truncation: 0.5 }).noise);
  const walk = interpolate(noise.slice(0, 100), noise.slice(100, 200), 12);
  expect(walk).toEqual(planWalk({ seed: 7, latent: 100, stops: 2, frames: 12 }).noise);
});

test.each([
  [{ seed: -1, count: 1 }, 'seed: must be a whole number from 0, got -1'],
  [{ seed: 2 ** 53, count: 1 }, 'seed: must be'],
  [{ seed: 1, count: 0 }, 'count: must be a whole number from 1 to 10000, got 0'],
  [{ seed: 1, count: 10_001 }, 'count: must be'],
  [{ seed: 1, count: NaN }, 'count: must be'],
  [{ seed: 1, count: 10_000 }, 'noise: must be of at most 67108864 numbers, got 10000 × 65536'],
  [{ seed: 1, count: 1, truncation: 0 }, 'truncation: must be at least 0.01, got 0'],
])('%o is refused', (options, line) => {
  expect(() => drawNoise(options, 65_536)).toThrow(line);
});

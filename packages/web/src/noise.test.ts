/** Against what core draws of the same seed; the page's pixels are compared with those of the command line. */
import { expect, test } from 'vitest';
import { sampleNoise } from '@ganport/core';
import { lerp, slerp, truncate } from '@ganport/core/internal';
import { drawNoise, interpolate } from './noise.ts';

test('the noise of a seed is that of core, with truncation and interpolation', () => {
  const noise = drawNoise({ seed: 7, count: 25 }, 100);
  expect(noise).toEqual(sampleNoise(7, 25, 100).data);
  const truncated = drawNoise({ seed: 7, count: 25, truncation: 0.5 }, 100);
  expect(truncated).toEqual(truncate(noise, 0.5, 7));
  const [from, to] = [noise.slice(0, 100), noise.slice(100, 200)];
  const walk = interpolate(from, to, 3);
  expect(walk.subarray(0, 100)).toEqual(slerp(from, to, 0));
  expect(walk.subarray(100, 200)).toEqual(slerp(from, to, 0.5));
  expect(walk.subarray(200)).toEqual(slerp(from, to, 1));
});

test('uniform noise is that of core; between two vectors lies a line, and nothing is truncated', () => {
  const noise = drawNoise({ seed: 7, count: 2, truncation: 0.5 }, 100, 'uniform');
  expect(noise).toEqual(sampleNoise(7, 2, 100, 'uniform').data);
  const [from, to] = [noise.slice(0, 100), noise.slice(100)];
  expect(interpolate(from, to, 3, 'uniform').subarray(100, 200)).toEqual(lerp(from, to, 0.5));
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

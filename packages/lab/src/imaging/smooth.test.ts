import { expect, test } from 'vitest';
import { quantile, smooth, thin } from './smooth.ts';

test('thinning keeps short series, and means of neighbors of long ones', () => {
  expect(thin([1, 2, 3], 3)).toEqual([1, 2, 3]);
  expect(thin([1, 3, 5, 7, 100], 3)).toEqual([2, 6, 100]);
  expect(thin([], 3)).toEqual([]);
});

test('smoothing starts at the first value, keeps a constant, and halves a step in its half-life', () => {
  expect(smooth([3, 3, 3], 10)).toEqual([3, 3, 3].map((value) => expect.closeTo(value, 12)));
  expect(smooth([1, 5, 2], 1)).toEqual([1, 5, 2]);
  // Window 2 keeps half: (0.25 · 1 + 0.5 · 4) / 0.75.
  expect(smooth([1, 4], 2)[1]).toBeCloseTo(3, 12);
  const step = [...Array.from({ length: 500 }, () => 0), ...Array.from({ length: 100 }, () => 1)];
  const halfLife = Math.round(Math.log(0.5) / Math.log(1 - 1 / 20));
  expect(smooth(step, 20)[500 + halfLife - 1]).toBeCloseTo(0.5, 1);
});

test('quantiles', () => {
  expect([0, 0.5, 1].map((q) => quantile([3, 1, 2], q))).toEqual([1, 2, 3]);
});

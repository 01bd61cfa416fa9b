import { expect, test } from 'vitest';
import { distanceOf, nearestOf } from './nearest-vectors.ts';

test('the distance is Euclidean', () => {
  expect(distanceOf([1, 2, 3], Float32Array.of(1, 5, 7))).toBe(5);
});

test('the nearest come first, equal ones in their order, in units of the mean distance', () => {
  expect(nearestOf([6, 0, 3, 3], 3)).toEqual([
    { index: 1, distance: 0 },
    { index: 2, distance: 1 },
    { index: 3, distance: 1 },
  ]);
});

test('where all are the same, all distances are 0; more than there are cannot be found', () => {
  expect(nearestOf([0, 0], 8)).toEqual([
    { index: 0, distance: 0 },
    { index: 1, distance: 0 },
  ]);
});

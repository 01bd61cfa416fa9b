import { expect, test } from 'vitest';
import { isFaster, median } from './times.ts';

test('the median is the middle, or between the two', () => {
  expect(median([9, 1, 2])).toBe(2);
  expect(median([9, 1, 2, 4])).toBe(3);
  expect(median([])).toBeNaN();
});

test.each([
  [[90, 90, 90, 90], true],
  [[99, 99, 99, 99], false],
  [[90, 90, 90, 300], true],
  [[50, 50, 300, 300], false],
  [[10, 110, 110], false],
])('%j beside rounds of 100: %s', (times, expected) => {
  const base = times.map(() => 100);
  expect(isFaster(times, base)).toBe(expected);
});

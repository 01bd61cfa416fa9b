import { expect, test, vi } from 'vitest';
import { remember } from './remember.ts';

test('a result is made once for the same arguments', () => {
  const make = vi.fn<(sizes: readonly number[], by: number) => number[]>((sizes, by) =>
    sizes.map((size) => size * by),
  );
  const scaled = remember(make);
  expect(scaled([1, 2], 3)).toEqual([3, 6]);
  expect(scaled([1, 2], 3)).toBe(scaled([1, 2], 3));
  expect(scaled([1, 2], 4)).toEqual([4, 8]);
  expect(make).toHaveBeenCalledTimes(2);
});

test('only results that were asked for recently are kept', () => {
  const make = vi.fn<(n: number) => number>((n) => n);
  const same = remember(make);
  for (let n = 0; n < 1000; n++) same(n);
  same(999);
  expect(make).toHaveBeenCalledTimes(1000);
  same(0);
  expect(make).toHaveBeenCalledTimes(1001);
});

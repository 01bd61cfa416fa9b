/** Differences of rounding, and differences that only look like them. */
import { expect, test } from 'vitest';
import { randomNumbers } from '../random-numbers.ts';
import { floats } from '../testing/models.ts';
import { isRounding, mayBeRounding, MOVED_RUNS, withLastBitsChanged } from './rounding.ts';

const COUNT = 10_000;
const tolerance = 1e-3;

/** One element in a hundred depends on the last bits. */
const isMoving = (i: number) => i % 100 === 0;
const base = Array.from({ length: COUNT }, (_, i) => Math.cos(i));
const tensor = (values: readonly number[]) => floats(values, [COUNT]);

/** The original after rounding of another kind: the moving elements are moved by about `size`. */
function moved(stream: number, size: number): number[] {
  const random = randomNumbers(1, stream);
  return base.map((value, i) => (isMoving(i) ? value + size * random.normal() : value));
}

const others = Array.from({ length: MOVED_RUNS }, (_, run) => tensor(moved(run, 3e-3)));
const judged = (actual: readonly number[]) =>
  isRounding(tensor(actual), tensor(base), others, tolerance);

test.each([1, 2, 3].map((times) => [times, moved(50, times * 3e-3)] as const))(
  'differences of %d times the movement are rounding',
  (_, actual) => {
    expect(judged(actual)).toBe(true);
  },
);

const wrong: Readonly<Record<string, readonly number[]>> = {
  'every element is a little off': base.map((value) => value + 2e-3),
  'all numbers are a little too large': base.map((value) => value * 1.003),
  'one element that does not move is off by twice the tolerance': base.map((value, i) =>
    i === 4321 ? value + 2e-3 : value,
  ),
  'the same among others that do': moved(50, 3e-3).map((value, i) =>
    i === 4321 ? value + 2e-3 : value,
  ),
  'only elements that move are off, but by far more': moved(50, 2e-2),
  'a number is none': base.map((value, i) => (i === 100 ? NaN : value)),
};

test.each(Object.entries(wrong))('no rounding: %s', (_, actual) => {
  expect(judged(actual)).toBe(false);
});

test('an output that does not move, or has another shape, explains nothing', () => {
  const off = tensor(base.map((value) => value + 2e-3));
  const still = [tensor(base)];
  expect(isRounding(off, tensor(base), still, tolerance)).toBe(false);
  expect(isRounding(off, tensor(base), [floats([1], [1])], tolerance)).toBe(false);
});

test('what is further away than thirty times the tolerance is not judged', () => {
  expect([mayBeRounding(0.03, tolerance), mayBeRounding(0.031, tolerance)]).toEqual([true, false]);
});

test('inputs move by one last bit, by chance and differently in each run; integers stay', () => {
  const ids = { dtype: 'int32', dims: [2], data: Int32Array.of(3, 4) } as const;
  const inputs = { x: tensor(base), ids };
  const runs = [0, 1].map((run) => withLastBitsChanged(inputs, run));
  const ups = runs.map(({ x, ids: own }) => {
    expect(own).toBe(ids);
    const steps = base.map((value, i) => Number(x?.data[i]) / Math.fround(value) - 1);
    expect(Math.max(...steps.map(Math.abs))).toBeLessThanOrEqual(2 ** -22);
    return steps.filter((step) => step > 0).length;
  });
  for (const up of ups) expect(Math.abs(up - COUNT / 2)).toBeLessThan(300);
  expect(runs[0]).not.toEqual(runs[1]);
  expect(withLastBitsChanged(inputs, 0)).toEqual(runs[0]);
});

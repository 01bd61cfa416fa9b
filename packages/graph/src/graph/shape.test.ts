import { expect, test } from 'vitest';
import { at, broadcastShape, sameShape, sizeOf, stridesOf } from './shape.ts';

test('an element is read from either end', () => {
  expect([at([4, 5, 6], 0), at([4, 5, 6], -1), at(Float32Array.of(1, 2), 1)]).toEqual([4, 6, 2]);
});

test.each([
  [[], 0],
  [[4, 5], 2],
  [[4, 5], -3],
])('of %j there is no element %i', (list, index) => {
  expect(() => at(list, index)).toThrow(
    expect.objectContaining({
      name: 'GraphError',
      code: 'bad-argument',
      message: `a list of ${list.length} has no element ${index}`,
    }),
  );
});

test('sizes and strides are row-major', () => {
  expect([sizeOf([]), sizeOf([2, 3, 4]), sizeOf([2, 0])]).toEqual([1, 24, 0]);
  expect(stridesOf([2, 3, 4])).toEqual([12, 4, 1]);
});

test('symbolic sizes equal only themselves', () => {
  expect(sameShape(['N', 2], ['N', 2])).toBe(true);
  expect(sameShape(['N', 2], ['M', 2])).toBe(false);
  expect(sameShape(['N'], ['N', 1])).toBe(false);
});

test.each([
  [[2, 1], [3], [2, 3]],
  [[], [4], [4]],
  [[1], [0], [0]],
  [
    [5, 3],
    [5, 3],
    [5, 3],
  ],
  [[2], [3], undefined],
])('%j and %j broadcast to %j', (a, b, shape) => {
  expect(broadcastShape(a, b)).toEqual(shape);
});

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareTensors } from './compare.ts';
import { encodeTexts, hostTensor } from '@ganport/runtime';
import { floats } from './testing/models.ts';

describe('compareTensors', () => {
  test('largest and mean absolute difference', () => {
    expect(compareTensors(floats([1, 2, 3, 4], [2, 2]), floats([1, 2.5, 3, 2], [2, 2]))).toEqual({
      maxAbs: 2,
      meanAbs: 0.625,
      // The root mean square of the expected numbers is √5.0625 = 2.25.
      relative: 2 / (2.25 + 1e-3),
      cosine: 23 / (Math.sqrt(30) * Math.sqrt(20.25)),
      count: 4,
      worst: { index: [1, 1], actual: 4, expected: 2 },
    });
  });

  test('texts are equal or 1 apart', () => {
    const texts = (...values: string[]) =>
      hostTensor('string', encodeTexts(values), [values.length]);
    expect(compareTensors(texts('a', 'é'), texts('a', 'é'))).toMatchObject({ maxAbs: 0, count: 2 });
    const { maxAbs, relative, worst } = compareTensors(texts('a', 'b'), texts('a', 'c'));
    expect([maxAbs, relative > 1, worst?.index]).toEqual([1, true, [1]]);
    expect(() => compareTensors(texts('a'), floats([1], [1]))).toThrow('string against float32');
  });

  test('NaN equals NaN and is infinitely far from a number; infinities equal themselves', () => {
    const a = floats([NaN, Infinity, -Infinity], [3]);
    expect(compareTensors(a, a).maxAbs).toBe(0);
    expect(compareTensors(floats([NaN], [1]), floats([0], [1])).maxAbs).toBe(Infinity);
    expect(compareTensors(floats([0], [1]), floats([NaN], [1])).maxAbs).toBe(Infinity);
    expect(compareTensors(floats([Infinity], [1]), floats([-Infinity], [1])).maxAbs).toBe(Infinity);
  });

  test('a difference is related to the element, or to the tensor where that is larger', () => {
    const relative = (actual: number[], expected: number[]) =>
      compareTensors(floats(actual, [2]), floats(expected, [2])).relative;
    expect(relative([101, 0], [100, 0])).toBeCloseTo(0.01, 5);
    expect(relative([100, 1], [100, 0])).toBeCloseTo(1 / Math.sqrt(5000), 5);
    expect(relative([1e-6, 0], [0, 0])).toBeCloseTo(1e-3, 5);
    expect(relative([Infinity, NaN], [Infinity, NaN])).toBe(0);
    expect(relative([Infinity, 1], [-Infinity, 1])).toBe(Infinity);
    expect(relative([1, 1], [Infinity, 1])).toBe(Infinity);
  });

  test('signs of zero do not matter', () => {
    expect(compareTensors(floats([-0], [1]), floats([0], [1])).maxAbs).toBe(0);
  });

  test('dtypes may differ: int64 and float16 against float32', () => {
    const long = hostTensor('int64', BigInt64Array.of(5n, -7n), [2]);
    expect(compareTensors(long, floats([5, -7.5], [2])).maxAbs).toBe(0.5);
    // 1.5, -2, the smallest number, infinity
    const half = hostTensor('float16', Uint16Array.of(0x3e00, 0xc000, 0x0001, 0x7c00), [4]);
    expect(compareTensors(half, floats([1.5, -2, 2 ** -24, Infinity], [4])).maxAbs).toBe(0);
  });

  test('shapes may not', () => {
    expect(() => compareTensors(floats([1, 2], [2]), floats([1, 2], [1, 2]))).toThrow(
      'compareTensors: shape [2] against [1, 2]',
    );
  });

  test('nothing differs from nothing by nothing', () => {
    expect(compareTensors(floats([], [0, 3]), floats([], [0, 3]))).toEqual({
      maxAbs: 0,
      meanAbs: 0,
      relative: 0,
      cosine: 1,
      count: 0,
    });
  });

  test('is symmetric, and the mean is not above the maximum', () => {
    const values = fc.array(fc.float({ noNaN: true, min: -1e6, max: 1e6 }), {
      minLength: 6,
      maxLength: 6,
    });
    fc.assert(
      fc.property(values, values, (a, b) => {
        const there = compareTensors(floats(a, [2, 3]), floats(b, [2, 3]));
        const back = compareTensors(floats(b, [2, 3]), floats(a, [2, 3]));
        // A relative difference is one to the expected numbers.
        const relative = there.relative;
        expect({ ...back, relative, worst: back.worst?.index }).toEqual({
          ...there,
          worst: there.worst?.index,
        });
        expect(there.meanAbs).toBeLessThanOrEqual(there.maxAbs * (1 + 1e-12));
      }),
    );
  });
});

test('hostTensor refuses data that does not fit', () => {
  expect(() => hostTensor('float32', Float32Array.of(1, 2), [3])).toThrow(
    'tensor: [3] has 3 elements, got 2',
  );
  expect(() => hostTensor('float32', Int32Array.of(1), [1])).toThrow(
    'tensor: float32 data is a Float32Array, got Int32Array',
  );
});

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareTensors } from './compare.ts';
import { hostTensor } from '@ganport/runtime';
import { floats } from './testing/models.ts';

describe('compareTensors', () => {
  test('largest and mean absolute difference', () => {
    expect(compareTensors(floats([1, 2, 3, 4], [2, 2]), floats([1, 2.5, 3, 2], [2, 2]))).toEqual({
      maxAbs: 2,
      meanAbs: 0.625,
      count: 4,
      worst: { index: [1, 1], actual: 4, expected: 2 },
    });
  });

  test('NaN equals NaN and is infinitely far from a number; infinities equal themselves', () => {
    const a = floats([NaN, Infinity, -Infinity], [3]);
    expect(compareTensors(a, a).maxAbs).toBe(0);
    expect(compareTensors(floats([NaN], [1]), floats([0], [1])).maxAbs).toBe(Infinity);
    expect(compareTensors(floats([0], [1]), floats([NaN], [1])).maxAbs).toBe(Infinity);
    expect(compareTensors(floats([Infinity], [1]), floats([-Infinity], [1])).maxAbs).toBe(Infinity);
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
        expect({ ...back, worst: back.worst?.index }).toEqual({
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

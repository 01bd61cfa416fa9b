import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { batchIndices } from './batch-order.ts';

test('the batches of an epoch share no image, and their order depends on seed and step alone', () => {
  const sizes = fc.integer({ min: 1, max: 200 });
  fc.assert(
    fc.property(sizes, sizes, fc.nat(), fc.nat({ max: 5 }), (a, b, seed, epoch) => {
      const size = Math.max(a, b);
      const batch = Math.min(a, b);
      const perEpoch = Math.floor(size / batch);
      const steps = Array.from({ length: perEpoch }, (_, k) => epoch * perEpoch + k);
      const indices = steps.map((step) => batchIndices(size, batch, seed, step));
      const seen = indices.flatMap((of) => [...of]);
      expect(seen).toHaveLength(perEpoch * batch);
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen.every((index) => index >= 0 && index < size)).toBe(true);
      batchIndices(size, batch, seed + 1, 0);
      expect(steps.toReversed().map((step) => batchIndices(size, batch, seed, step))).toEqual(
        indices.toReversed(),
      );
    }),
  );
});

test('every epoch has another order', () => {
  const orders = [0, 1, 2].map((epoch) => batchIndices(50, 50, 1, epoch).join());
  expect(new Set([...orders, batchIndices(50, 50, 2, 0).join()]).size).toBe(4);
});

test('the caller may write to a batch', () => {
  batchIndices(10, 10, 1, 0).fill(-1);
  expect(batchIndices(10, 10, 1, 0)).not.toContain(-1);
});

test('a batch that is larger than the data set, and an empty batch, are refused', () => {
  expect(() => batchIndices(50, 64, 1, 0)).toThrow(
    'batch size 64: the data set has only 50 samples; use a smaller one, or more of them',
  );
  expect(() => batchIndices(50, 0, 1, 0)).toThrow('batch size: must be at least 1, got 0');
});

test('the message for a data set of one image has the singular', () => {
  expect(() => batchIndices(1, 2, 1, 0)).toThrow('batch size 2: the data set has only 1 sample;');
});

test('orders of different purposes are independent', () => {
  const [a, b] = ['a', 'b'].map((purpose) => batchIndices(50, 50, 1, 0, purpose).join());
  expect(a).not.toBe(b);
  expect(batchIndices(50, 50, 1, 0, 'a').join()).toBe(a);
});

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyed } from './random-source.ts';
import { shuffle } from './shuffle.ts';

test('a shuffle is a permutation, the same for the same source', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3000 }), fc.nat(), (n, seed) => {
      const order = shuffle(keyed(seed, 'order'), n);
      expect(order.toSorted()).toEqual(Int32Array.from({ length: n }, (_, i) => i));
      expect(shuffle(keyed(seed, 'order'), n)).toEqual(order);
    }),
    { numRuns: 50 },
  );
});

test('all 24 permutations of four are equally likely', () => {
  const runs = 24_000;
  const counts = new Map<string, number>();
  for (let run = 0; run < runs; run++) {
    const order = shuffle(keyed(11, 'order', run), 4).join();
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(24);
  const expected = runs / 24;
  const chiSquared = [...counts.values()].reduce(
    (sum, n) => sum + (n - expected) ** 2 / expected,
    0,
  );
  expect(chiSquared).toBeLessThan(44.2); // 23 degrees of freedom: exceeded with probability 0.005.
});

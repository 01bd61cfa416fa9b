import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { tileAxis } from './tiles.ts';

test('tiles are evenly spread and fade into each other in the middle of their overlaps', () => {
  const { length, starts, weights } = tileAxis(20, { tile: 8, overlap: 4, multiple: 1 });
  expect([length, starts]).toEqual([8, [0, 4, 8, 12]]);
  // An overlap of 4: its outer quarter is one pixel, and two pixels lead from 0 to 1.
  expect(weights.map((of) => [...of])).toEqual([
    [1, 1, 1, 1, 1, 0.75, 0.25, 0],
    [0, 0.25, 0.75, 1, 1, 0.75, 0.25, 0],
    [0, 0.25, 0.75, 1, 1, 0.75, 0.25, 0],
    [0, 0.25, 0.75, 1, 1, 1, 1, 1],
  ]);
});

test('an axis that fits is one tile, up to the multiple', () => {
  expect(tileAxis(17, { tile: 64, overlap: 8, multiple: 4 })).toEqual({
    length: 20,
    starts: [0],
    weights: [new Float32Array(20).fill(1)],
  });
});

test('whatever the sizes, tiles cover the axis, fall on multiples, and their weights add up to 1', () => {
  const sizes = fc.record({
    size: fc.integer({ min: 1, max: 300 }),
    tile: fc.integer({ min: 1, max: 64 }),
    part: fc.double({ min: 0, max: 0.5, noNaN: true }),
    multiple: fc.constantFrom(1, 2, 4, 8),
  });
  fc.assert(
    fc.property(sizes, ({ size, tile, part, multiple }) => {
      const overlap = Math.floor(tile * part);
      const { length, starts, weights } = tileAxis(size, { tile, overlap, multiple });
      const end = (starts.at(-1) ?? NaN) + length;
      expect(end).toBe(Math.ceil(size / multiple) * multiple);
      expect([length, ...starts].every((value) => value % multiple === 0)).toBe(true);
      const total = new Float64Array(end);
      for (const [k, start] of starts.entries()) {
        weights[k]?.forEach((weight, i) => (total[start + i] = (total[start + i] ?? NaN) + weight));
      }
      for (const sum of total) expect(sum).toBeCloseTo(1, 5);
      const shared = starts.slice(1).map((start, k) => (starts[k] ?? NaN) + length - start);
      const asked = Math.min(overlap, Math.floor(length / multiple / 2) * multiple);
      expect(shared.every((pixels) => pixels >= asked)).toBe(true);
    }),
  );
});

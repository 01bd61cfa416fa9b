/** Drawings of networks: nothing overlaps, and edges lead to where they belong. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BOX, layOut } from './layout.ts';

/** For each layer those before it. */
const networks = fc
  .array(fc.uniqueArray(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 60 })
  .map((lists) =>
    lists.map((before, id) => (id === 0 ? [] : [...new Set(before.map((each) => each % id))])),
  );

test('no two boxes overlap, and every edge leads down to where it belongs', () => {
  fc.assert(
    fc.property(networks, (takes) => {
      const { boxes, edges, width, height } = layOut(takes);
      expect(boxes).toHaveLength(takes.length);
      expect(edges).toHaveLength(takes.flat().length);
      for (const [i, a] of boxes.entries()) {
        expect(a.x - BOX.width / 2).toBeGreaterThanOrEqual(0);
        expect(a.x + BOX.width / 2).toBeLessThanOrEqual(width);
        expect(a.y + BOX.height / 2).toBeLessThanOrEqual(height);
        for (const b of boxes.slice(i + 1)) {
          const isApart = Math.abs(a.x - b.x) >= BOX.width || Math.abs(a.y - b.y) >= BOX.height;
          expect(isApart).toBe(true);
        }
      }
      for (const { from, to, points } of edges) {
        expect(points[0]).toEqual({ x: boxes[from]?.x, y: (boxes[from]?.y ?? 0) + BOX.height / 2 });
        expect(points.at(-1)).toEqual({ x: boxes[to]?.x, y: (boxes[to]?.y ?? 0) - BOX.height / 2 });
        for (const [k, { y }] of points.slice(1).entries()) {
          expect(y).toBeGreaterThan(points[k]?.y ?? Infinity);
        }
      }
    }),
    { numRuns: 50 },
  );
});

test('a chain is a straight line', () => {
  const { boxes } = layOut(Array.from({ length: 30 }, (_, id) => (id === 0 ? [] : [id - 1])));
  expect(new Set(boxes.map(({ x }) => x)).size).toBe(1);
});

import { expect, test } from 'vitest';
import { spentMemory } from './spent-memory.ts';

test('memory of the same size is used again, of other sizes it is allocated', () => {
  const { take, keep } = spentMemory();
  const first = take(3);
  const { buffer } = first;
  keep([buffer]);
  expect(take(4).buffer).not.toBe(buffer);
  const again = take(3);
  expect([again.buffer, again.length]).toEqual([buffer, 3]);
  expect(take(3).buffer).not.toBe(buffer);
});

test('memory that is not taken does not accumulate', () => {
  const { take, keep } = spentMemory();
  const given = Array.from({ length: 20 }, () => new ArrayBuffer(8));
  given.forEach((buffer) => keep([buffer]));
  const known = Array.from({ length: 20 }, () => take(2)).filter(({ buffer }) =>
    given.includes(buffer),
  );
  expect(known).toHaveLength(8);
});

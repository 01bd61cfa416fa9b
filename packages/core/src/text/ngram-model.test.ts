/** The n-gram model against the probabilities of Witten and Bell, computed by hand. */
import { expect, test } from 'vitest';
import { ngramModel } from './ngram-model.ts';

const COUNT = 20_000;

/** How often lines begin with each character, the empty ones under ''. */
function shares(lines: readonly string[], at: (line: string) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const line of lines) counts[at(line)] = (counts[at(line)] ?? 0) + 1 / lines.length;
  return counts;
}

test('characters have the probabilities of the interpolation', () => {
  const lines = ngramModel(['ab', 'ab', 'b'], 2).draw(COUNT, 8, 1);
  // All: a 2, b 3, ends 3. At the start: a 2, b 1, of two different ones.
  const all = { a: 2 / 8, b: 3 / 8, end: 3 / 8 };
  const first = shares(lines, (line) => line.slice(0, 1));
  expect(first['a']).toBeCloseTo((2 + 2 * all.a) / 5, 1);
  expect(first['b']).toBeCloseTo((1 + 2 * all.b) / 5, 1);
  expect(first['']).toBeCloseTo((2 * all.end) / 5, 1);
  // After a: b 2, of one kind.
  const second = shares(
    lines.filter((line) => line.startsWith('a')),
    (line) => line.slice(1, 2),
  );
  const sd = Math.sqrt(0.25 / (COUNT / 2));
  expect(Math.abs((second['b'] ?? 0) - (2 + all.b) / 3)).toBeLessThan(5 * sd);
  expect(Math.abs((second['a'] ?? 0) - all.a / 3)).toBeLessThan(5 * sd);
});

test('long contexts make the lines of the data; the same seed the same lines', () => {
  const known = ['hello', 'world'];
  const data = Array.from({ length: 200 }, (_, i) => known[i % 2] ?? '');
  const model = ngramModel(data, 5);
  const drawn = model.draw(100, 32, 7);
  expect(drawn.filter((line) => known.includes(line)).length).toBeGreaterThan(80);
  expect(model.draw(100, 32, 7)).toEqual(drawn);
  expect(model.draw(100, 32, 8)).not.toEqual(drawn);
  expect(model.draw(20, 3, 7).every((line) => line.length <= 3)).toBe(true);
  expect(ngramModel([], 3).draw(2, 8, 1)).toEqual(['', '']);
});

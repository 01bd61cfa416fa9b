import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { fillWords, keyed, sfc32 } from './random-source.ts';

const draw = (source: ReturnType<typeof sfc32>, n: number) => {
  const words = new Int32Array(n);
  fillWords(source, words);
  return Uint32Array.from(words);
};

/** Printed by the C definition of sfc32, compiled with gcc: the first six words, and the millionth. */
const knownAnswers: {
  seed: [number, number, number];
  words: number[];
  millionth: number;
}[] = [
  {
    seed: [0, 0, 0],
    words: [0x514676c3, 0x08a809df, 0x30349d2b, 0xfb52c520, 0x38802be1, 0x948279e6],
    millionth: 0xfaa95305,
  },
  {
    seed: [0x01234567, 0x89abcdef, 0xfedcba98],
    words: [0xa5709c18, 0xe14f7d8c, 0x1d24b496, 0x88dbe87f, 0x272fc409, 0x4e87b0ff],
    millionth: 0x3276a4bc,
  },
];

test.each(knownAnswers)('sfc32 returns the reference words for $seed', (known) => {
  const words = draw(sfc32(...known.seed), 1_000_000);
  expect([...words.subarray(0, 6)]).toEqual(known.words);
  expect(words[999_999]).toBe(known.millionth);
});

test('drawing in parts returns the same words as drawing at once', () => {
  const whole = draw(keyed(7, 'noise', 3, 1), 100);
  const source = keyed(7, 'noise', 3, 1);
  expect([...draw(source, 33), ...draw(source, 67)]).toEqual([...whole]);
});

test('a source depends on each of its four arguments, and on nothing else', () => {
  const seeds = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
  const words32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  const draws = fc.integer({ min: 0, max: 2 ** 31 - 1 });
  const keys = fc.tuple(seeds, fc.string(), words32, draws);
  fc.assert(
    fc.property(keys, keys, (first, second) => {
      const same = JSON.stringify(first) === JSON.stringify(second);
      const x = draw(keyed(...first), 4);
      const y = draw(keyed(...second), 4);
      return same === x.every((word, i) => word === y[i]);
    }),
  );
  const variants: Parameters<typeof keyed>[] = [
    [5, 'noise', 2, 1],
    [6, 'noise', 2, 1],
    [5 + 2 ** 32, 'noise', 2, 1],
    [5, 'nOise', 2, 1],
    [5, 'noise', 3, 1],
    [5, 'noise', 2, 2],
    [5, 'noise', 1, 2],
  ];
  const streams = variants.map((key) => draw(keyed(...key), 3).join());
  expect(new Set(streams).size).toBe(7);
});

const refused: [key: Parameters<typeof keyed>, message: string][] = [
  [[-1, 'x', 0, 0], 'seed: must be an integer from 0 to 9007199254740991, got -1'],
  [[2 ** 53, 'x', 0, 0], 'seed: must be an integer'],
  [[0, 'x', 1.5, 0], 'step: must be an integer from 0 to 4294967295, got 1.5'],
  [[0, 'x', 0, 2 ** 31], 'draw: must be an integer from 0 to 2147483647'],
];

test.each(refused)('keyed(%o) is refused', (key, message) => {
  expect(() => keyed(...key)).toThrow(message);
});

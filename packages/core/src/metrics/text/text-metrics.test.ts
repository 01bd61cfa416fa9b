/** Metrics of text against their definitions, computed the long way. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { distinctNgrams, ngramCounts, ngramDivergence } from './ngrams.ts';
import { selfBleu } from './self-bleu.ts';

const lines = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é'), maxLength: 7 }), {
  minLength: 1,
  maxLength: 6,
});

/** Of a distribution, in bits. */
const entropy = (shares: readonly number[]) =>
  shares.reduce((sum, share) => sum - (share > 0 ? share * Math.log2(share) : 0), 0);

/** As the entropy of the mean less the mean of the entropies. */
function divergence(a: readonly string[], b: readonly string[], n: number): number {
  const [p, q] = [ngramCounts(a, n), ngramCounts(b, n)];
  const total = (counts: typeof p) => [...counts.values()].reduce((x, y) => x + y, 0);
  const grams = [...new Set([...p.keys(), ...q.keys()])];
  const [x, y] = [p, q].map((counts) => grams.map((g) => (counts.get(g) ?? 0) / total(counts)));
  const mean = grams.map((_, i) => ((x?.[i] ?? 0) + (y?.[i] ?? 0)) / 2);
  return entropy(mean) - (entropy(x ?? []) + entropy(y ?? [])) / 2;
}

test('the divergence is that of the entropies', () => {
  fc.assert(
    fc.property(lines, lines, (a, b) => {
      for (const n of [1, 2]) {
        if (ngramCounts(a, n).size === 0 || ngramCounts(b, n).size === 0) continue;
        expect(ngramDivergence(a, b, n)).toBeCloseTo(divergence(a, b, n), 10);
      }
    }),
  );
  expect(ngramDivergence(['ab'], ['cd'], 2)).toBeGreaterThan(0.99);
  expect([ngramDivergence(['a'], ['ab'], 4), ngramDivergence(['a'], ['a'], 4)]).toEqual([0, 0]);
  expect(ngramDivergence(['a'], ['abcd'], 4)).toBe(1);
});

test('n-grams include the end of a line; distinct-n is the share of different ones', () => {
  expect([...ngramCounts(['aba', '\u{1f600}'], 2)]).toEqual([
    ['ab', 1],
    ['ba', 1],
    ['a\n', 1],
    ['\u{1f600}\n', 1],
  ]);
  expect(distinctNgrams(['aa', 'aa'], 1)).toBe(2 / 6);
  expect(distinctNgrams([], 1)).toBe(0);
});

/** sentence_bleu of nltk with its smoothing method 1, for one line. */
function bleu(line: readonly string[], references: readonly (readonly string[])[]): number {
  const grams = (text: readonly string[], n: number) =>
    text.slice(0, Math.max(0, text.length - n + 1)).map((_, i) => text.slice(i, i + n).join(''));
  const times = (all: readonly string[], gram: string) => all.filter((one) => one === gram).length;
  const precisions = [1, 2, 3, 4].map((n) => {
    const own = grams(line, n);
    const matches = [...new Set(own)].map((gram) =>
      Math.min(times(own, gram), Math.max(...references.map((r) => times(grams(r, n), gram)))),
    );
    return [matches.reduce((a, b) => a + b, 0), Math.max(1, own.length)] as const;
  });
  if (precisions[0]?.[0] === 0) return 0;
  const nearest = references
    .map(({ length }) => length)
    .toSorted((a, b) => Math.abs(a - line.length) - Math.abs(b - line.length) || a - b)[0];
  const penalty = line.length > (nearest ?? 0) ? 1 : Math.exp(1 - (nearest ?? 0) / line.length);
  const product = precisions.reduce((all, [hits, of]) => all * ((hits || 0.1) / of), 1);
  return penalty * product ** (1 / 4);
}

test('self-BLEU is the mean BLEU of each line with the others as references', () => {
  fc.assert(
    fc.property(lines, (all) => {
      fc.pre(all.length > 1);
      const split = all.map((line) => Array.from(line));
      const each = split.map((line, i) => bleu(line, split.toSpliced(i, 1)));
      const mean = each.reduce((a, b) => a + b, 0) / each.length;
      expect(selfBleu(all)).toBeCloseTo(mean, 10);
    }),
  );
  expect(selfBleu(['abcde', 'abcde', 'abcde'])).toBeCloseTo(1, 10);
  expect([selfBleu(['abcd', 'wxyz']), selfBleu(['one']), selfBleu(['', ''])]).toEqual([0, 0, 0]);
});

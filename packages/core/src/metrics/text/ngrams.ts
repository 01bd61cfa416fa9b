/** Metrics of lines of text by their n-grams of characters. The end of a line counts as a character. */

const END = '\n';

/** How often each n-gram occurs. */
export function ngramCounts(lines: Iterable<string>, n: number): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) {
    const characters = [...Array.from(line), END];
    for (let i = 0; i + n <= characters.length; i++) {
      const gram = characters.slice(i, i + n).join('');
      counts.set(gram, (counts.get(gram) ?? 0) + 1);
    }
  }
  return counts;
}

const totalOf = (counts: ReadonlyMap<string, number>) =>
  [...counts.values()].reduce((sum, count) => sum + count, 0);

/**
 * The Jensen–Shannon divergence of the n-grams of two sets of lines, in bits: 0 for equal distributions,
 * 1 for disjoint ones and where one set has no n-grams.
 *
 * @example
 * ngramDivergence(['ab', 'ba'], ['ba', 'ab'], 1); // 0
 */
export function ngramDivergence(a: Iterable<string>, b: Iterable<string>, n: number): number {
  const [p, q] = [ngramCounts(a, n), ngramCounts(b, n)];
  const [pTotal, qTotal] = [totalOf(p), totalOf(q)];
  if (pTotal === 0 || qTotal === 0) return pTotal === qTotal ? 0 : 1;
  /** Half the sum of x log2(x / mean) over the n-grams of one side. */
  const half = (one: typeof p, total: number, other: typeof p, otherTotal: number) => {
    let sum = 0;
    for (const [gram, count] of one) {
      const share = count / total;
      const mean = (share + (other.get(gram) ?? 0) / otherTotal) / 2;
      sum += (share * Math.log2(share / mean)) / 2;
    }
    return sum;
  };
  // Rounding may leave a little below 0.
  return Math.max(0, half(p, pTotal, q, qTotal) + half(q, qTotal, p, pTotal));
}

/**
 * Distinct-n (Li et al. 2016): the number of different n-grams, divided by the number of all; 0 without
 * any.
 *
 * @example
 * distinctNgrams(['aa', 'aa'], 1); // 1 / 3: a and the end of a line, among 6
 */
export function distinctNgrams(lines: Iterable<string>, n: number): number {
  const counts = ngramCounts(lines, n);
  return counts.size === 0 ? 0 : counts.size / totalOf(counts);
}

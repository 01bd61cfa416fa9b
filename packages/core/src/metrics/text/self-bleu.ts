/**
 * Self-BLEU (Zhu et al. 2018): how alike the lines of a set are. It is the mean BLEU-4 of every line
 * with all others as references, over characters. Empty counts are smoothed as nltk's method 1 does.
 */

const ORDER = 4;
/** In place of a count of 0. */
const EPSILON = 0.1;

type Counts = ReadonlyMap<string, number>;

/** The most that any line has of an n-gram, which line that is, and the most of the others. */
interface Most {
  count: number;
  line: number;
  next: number;
}

/**
 * @returns a number from 0 to 1, 1 for lines that are all the same; 0 for fewer than two lines
 * @example
 * selfBleu(['abcd', 'abcd']); // 1
 */
export function selfBleu(lines: readonly string[]): number {
  if (lines.length < 2) return 0;
  const characters = lines.map((line) => Array.from(line));
  const lengths = new Map<number, number>();
  for (const { length } of characters) lengths.set(length, (lengths.get(length) ?? 0) + 1);
  const logs = new Float64Array(lines.length);
  const isAlone = new Uint8Array(lines.length);
  for (let n = 1; n <= ORDER; n++) {
    const counts = characters.map((line) => countsOf(line, n));
    const most = mostOf(counts);
    for (const [i, own] of counts.entries()) {
      const matches = clipped(own, most, i);
      if (n === 1 && matches === 0) isAlone[i] = 1;
      const all = Math.max(1, (characters[i]?.length ?? 0) - n + 1);
      logs[i] = (logs[i] ?? 0) + Math.log((matches || EPSILON) / all) / ORDER;
    }
  }
  const scores = characters.map(({ length }, i) =>
    isAlone[i] ? 0 : brevity(length, lengths) * Math.exp(logs[i] ?? NaN),
  );
  return scores.reduce((sum, score) => sum + score, 0) / lines.length;
}

function countsOf(line: readonly string[], n: number): Counts {
  const counts = new Map<string, number>();
  for (let i = 0; i + n <= line.length; i++) {
    const gram = line.slice(i, i + n).join('');
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}

function mostOf(all: readonly Counts[]): ReadonlyMap<string, Most> {
  const most = new Map<string, Most>();
  for (const [line, counts] of all.entries()) {
    for (const [gram, count] of counts) {
      const before = most.get(gram);
      if (!before) most.set(gram, { count, line, next: 0 });
      else if (count > before.count) most.set(gram, { count, line, next: before.count });
      else before.next = Math.max(before.next, count);
    }
  }
  return most;
}

/** The n-grams that a line has, each at most as often as the other line that has it most. */
function clipped(own: Counts, most: ReadonlyMap<string, Most>, line: number): number {
  let sum = 0;
  for (const [gram, count] of own) {
    const found = most.get(gram);
    if (found) sum += Math.min(count, found.line === line ? found.next : found.count);
  }
  return sum;
}

/** The brevity penalty against the reference of the nearest length, the shorter of two. */
function brevity(length: number, lengths: ReadonlyMap<number, number>): number {
  let nearest = Infinity;
  for (const [other, count] of lengths) {
    if (other === length && count === 1) continue; // The line itself.
    const [far, near] = [Math.abs(other - length), Math.abs(nearest - length)];
    if (far < near || (far === near && other < nearest)) nearest = other;
  }
  if (length > nearest) return 1;
  return length === 0 ? 0 : Math.exp(1 - nearest / length);
}

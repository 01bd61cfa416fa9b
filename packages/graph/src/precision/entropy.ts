/**
 * Ranges by entropy: of all symmetric ranges, the one whose quantized distribution is nearest to the
 * distribution of the values, by the Kullback-Leibler divergence (Migacz, "8-bit Inference with TensorRT",
 * 2017). Values outside are cut off, and all others get finer steps.
 */
import type { Histogram, Histograms } from './histograms.ts';
import type { Ranges, ValueRange } from './ranges.ts';

/** Levels into which the bins of a range are merged. */
const levels = 128;
/** What an empty bin counts, since the divergence needs positive probabilities. */
const epsilon = 1e-4;

/** The ranges with ends by entropy, where histograms are known. */
export function entropyRanges(ranges: Ranges, histograms: Histograms): Ranges {
  return new Map(
    [...ranges].map(([name, range]) => {
      const histogram = histograms.get(name);
      return [name, histogram ? entropyRange(range, histogram) : range] as const;
    }),
  );
}

/** @param range the smallest and the largest value */
export function entropyRange(range: ValueRange, { limit, counts }: Histogram): ValueRange {
  const middle = counts.length / 2;
  const width = limit / middle;
  const sums = runningSums(counts);
  let [best, least] = [middle, Infinity];
  for (let half = levels / 2; half <= middle; half++) {
    const [start, end] = [middle - half, Math.min(middle + half + 1, counts.length)];
    const divergence = divergenceWithin(counts, sums, start, end);
    if (divergence < least) [best, least] = [half, divergence];
  }
  const [low, high] = [-best * width, Math.min(best + 1, middle) * width];
  return { ...range, min: Math.max(range.min, low), max: Math.min(range.max, high) };
}

/** How many elements are in the bins before each. */
function runningSums(counts: Float64Array): Float64Array {
  const sums = new Float64Array(counts.length + 1);
  for (const [bin, count] of counts.entries()) sums[bin + 1] = (sums[bin] ?? 0) + count;
  return sums;
}

/**
 * The divergence of the values, with those outside in the outermost bins, from the same merged into levels and
 * spread again over the bins that are not empty.
 */
function divergenceWithin(
  counts: Float64Array,
  sums: Float64Array,
  start: number,
  end: number,
): number {
  const values = counts.slice(start, end);
  const between = (from: number, to: number) => (sums[to] ?? 0) - (sums[from] ?? 0);
  const last = values.length - 1;
  values[0] = (values[0] ?? 0) + between(0, start);
  values[last] = (values[last] ?? 0) + between(end, counts.length);
  const merged = Math.floor(values.length / levels);
  const spread = new Float64Array(values.length);
  for (let level = 0; level < levels; level++) {
    const from = level * merged;
    const to = from + merged;
    // The last level takes what is left over.
    const count = between(start + from, level === levels - 1 ? end : start + to);
    let filled = 0;
    for (let bin = from; bin < to; bin++) if (values[bin] !== 0) filled++;
    if (filled > 0) spread.fill(Math.floor(count / filled), from, to);
  }
  return divergenceOf(values, spread);
}

/** Of the first distribution from the second; infinite where one of them has nothing to smooth it with. */
function divergenceOf(values: Float64Array, spread: Float64Array): number {
  const [p, q] = [smoothed(values), smoothed(spread)];
  if (!p || !q) return Infinity;
  const [total, other] = [sumOf(p), sumOf(q)];
  let sum = 0;
  for (const [bin, count] of p.entries()) {
    const share = count / total;
    sum += share * Math.log((share * other) / (q[bin] ?? NaN));
  }
  return sum;
}

/** Empty bins get a little of the others. */
function smoothed(counts: Float64Array): Float64Array | undefined {
  let empty = 0;
  for (const count of counts) if (count === 0) empty++;
  const filled = counts.length - empty;
  if (filled === 0) return undefined;
  const taken = (epsilon * empty) / filled;
  if (taken >= 1) return undefined;
  return counts.map((count) => (count === 0 ? epsilon : count - taken));
}

const sumOf = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);

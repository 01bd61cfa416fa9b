/**
 * Distances of two samples of one number: the Wasserstein distance, in the unit of the number, and the χ² of
 * their histograms.
 */
import { fillUniform } from '../random/uniform.ts';
import { keyed } from '../random/random-source.ts';
import { spreadOf, type Spread } from './spread.ts';

/** Resamples of the bootstrap. */
const RESAMPLES = 20;
/** Bins of a histogram, each with the same number of real samples. */
const BINS = 40;

/**
 * The Wasserstein-1 distance of two samples: the area between their cumulative distributions.
 *
 * @param a at least one number
 * @param b at least one number
 */
export function wasserstein(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [first, second] = [a, b].map((values) => Float64Array.from(values).toSorted()) as [
    Float64Array,
    Float64Array,
  ];
  let [i, j, area] = [0, 0, 0];
  let before = Math.min(first[0] ?? NaN, second[0] ?? NaN);
  while (i < first.length || j < second.length) {
    const next = Math.min(first[i] ?? Infinity, second[j] ?? Infinity);
    area += Math.abs(i / first.length - j / second.length) * (next - before);
    while ((first[i] ?? Infinity) <= next) i++;
    while ((second[j] ?? Infinity) <= next) j++;
    before = next;
  }
  return area;
}

/**
 * The Wasserstein-1 distance with its standard deviation over 20 resamples of both samples with replacement
 * (bootstrap). The mean is the distance of the samples themselves.
 */
export function wassersteinDistance(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  seed: number,
): Spread {
  const resampled = (values: ArrayLike<number>, what: string, i: number) => {
    const draws = new Float32Array(values.length);
    fillUniform(keyed(seed, `bootstrap ${what}`, i), draws);
    return Float64Array.from(draws, (draw) => values[Math.floor(draw * values.length)] ?? NaN);
  };
  const distances = Array.from({ length: RESAMPLES }, (_, i) =>
    wasserstein(resampled(a, 'a', i), resampled(b, 'b', i)),
  );
  return { ...spreadOf(distances), mean: wasserstein(a, b) };
}

/**
 * The triangular χ² of two histograms, ½ Σ (p − q)² / (p + q), from 0 for equal shares to 1 for shares without
 * overlap: the separation power of calorimeter studies (CaloChallenge). 40 bins have about as many of `real`
 * each, so equal values share one.
 */
export function histogramDistance(samples: ArrayLike<number>, real: ArrayLike<number>): number {
  const sorted = Float64Array.from(real).toSorted();
  const edges = [
    ...new Set(
      Array.from(
        { length: BINS - 1 },
        (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / BINS)],
      ),
    ),
  ] as number[];
  const shares = (values: ArrayLike<number>) => {
    const counts = new Float64Array(edges.length + 1);
    for (const value of Array.from(values)) {
      const above = edges.findIndex((edge) => value < edge);
      const bin = above < 0 ? edges.length : above;
      counts[bin] = (counts[bin] ?? 0) + 1 / values.length;
    }
    return counts;
  };
  const [p, q] = [shares(samples), shares(real)];
  return p.reduce((sum, share, i) => {
    const other = q[i] ?? 0;
    return share + other === 0 ? sum : sum + (share - other) ** 2 / (share + other) / 2;
  }, 0);
}

/**
 * The area under the ROC curve: the chance that a score of `positive` is above one of `negative`; equal scores
 * count half.
 */
export function areaUnderCurve(positive: ArrayLike<number>, negative: ArrayLike<number>): number {
  const scores = [
    ...Array.from(positive, (score) => ({ score, isPositive: true })),
    ...Array.from(negative, (score) => ({ score, isPositive: false })),
  ].toSorted((a, b) => a.score - b.score);
  let [rankSum, start] = [0, 0];
  for (let end = 1; end <= scores.length; end++) {
    if (end < scores.length && scores[end]?.score === scores[start]?.score) continue;
    // Equal scores have the mean of their ranks.
    const rank = (start + 1 + end) / 2;
    for (let i = start; i < end; i++) if (scores[i]?.isPositive) rankSum += rank;
    start = end;
  }
  const least = (positive.length * (positive.length + 1)) / 2;
  return (rankSum - least) / (positive.length * negative.length);
}

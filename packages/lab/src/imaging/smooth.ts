/** Series for plots: fewer points, and a smooth line through them. */

/** Means of groups of neighbors, so that at most `most` values remain. */
export function thin(values: readonly number[], most: number): number[] {
  const group = Math.ceil(values.length / most);
  return Array.from({ length: Math.ceil(values.length / group) }, (_, i) =>
    mean(values.slice(i * group, (i + 1) * group)),
  );
}

/**
 * The exponential moving average over about `window` values, with Adam's correction for its start,
 * so that the first values are not biased toward zero.
 */
export function smooth(values: readonly number[], window: number): number[] {
  const decay = 1 - 1 / Math.max(1, window);
  let sum = 0;
  let weight = 0;
  return values.map((value) => {
    sum = decay * sum + (1 - decay) * value;
    weight = decay * weight + (1 - decay);
    return sum / weight;
  });
}

/** The `q`-quantile, 0 ≤ q ≤ 1: the value below which a share `q` of the values lies. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.round(q * (sorted.length - 1))] ?? NaN;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

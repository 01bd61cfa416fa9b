/** What makes a long, noisy series readable in a picture: fewer points, and a line through them. */

/** The mean of each run of neighbours, so that at most `most` values remain. */
export function thin(values: readonly number[], most: number): number[] {
  const group = Math.ceil(values.length / most);
  return Array.from({ length: Math.ceil(values.length / group) }, (_, i) =>
    mean(values.slice(i * group, (i + 1) * group)),
  );
}

/**
 * Exponential moving average in which about `window` values count, corrected for its start (as in
 * Adam), so that the first values are not drawn to zero.
 */
export function smooth(values: readonly number[], window: number): number[] {
  const keep = 1 - 1 / Math.max(1, window);
  let sum = 0;
  let weight = 0;
  return values.map((value) => {
    sum = keep * sum + (1 - keep) * value;
    weight = keep * weight + (1 - keep);
    return sum / weight;
  });
}

/** The value below which a share `q` of the values lies. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.round(q * (sorted.length - 1))] ?? NaN;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

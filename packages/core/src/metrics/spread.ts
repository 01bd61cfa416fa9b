/** Metrics that are computed several times: on splits of the samples, or on random subsets. */

/** The mean and the standard deviation of several values of a metric. */
export interface Spread {
  readonly mean: number;
  /**
   * The standard deviation of the values (divisor n, as in the reference implementations). Absent
   * where there is one value, which shows no spread.
   */
  readonly stddev?: number;
}

/** The mean and the standard deviation of values. */
export function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length === 1) return { mean };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, stddev: Math.sqrt(squares / values.length) };
}

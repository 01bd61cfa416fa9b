/** A metric that is computed several times over: on splits of the samples, or on random subsets. */
export interface Spread {
  readonly mean: number;
  /** The standard deviation of the several values themselves (divisor n, as in the reference codes). */
  readonly stddev: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, stddev: Math.sqrt(squares / values.length) };
}

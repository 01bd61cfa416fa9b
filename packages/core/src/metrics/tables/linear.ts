/**
 * Linear models of rows of features, with an intercept: ridge regression of numbers, and logistic
 * regression of two classes with an L2 penalty. They are small and convex, so that what they learn from
 * two sets of rows can be compared.
 */
import { solvePositive } from './solve.ts';

/** Rows of features, [count, width]. */
export interface Rows {
  readonly data: Float64Array;
  readonly count: number;
  readonly width: number;
}

/** The weights of features, then the intercept. */
export type Weights = Float64Array;

/** The weight of the L2 penalty: 1 in `½ · penalty · |w|² + Σ losses`. The intercept has none. */
const PENALTY = 1;
const ITERATIONS = 50;
/** Newton's method stops where no weight moves further. */
const TOLERANCE = 1e-8;

/** Ridge regression. @param targets a number for each row */
export function fitRidge(rows: Rows, targets: Float64Array): Weights {
  return weighted(rows, new Float64Array(rows.count).fill(1), targets);
}

/** Logistic regression by Newton's method. @param isOne whether each row is of the class, 0 or 1 */
export function fitLogistic(rows: Rows, isOne: ArrayLike<number>): Weights {
  let weights: Weights = new Float64Array(rows.width + 1);
  for (let i = 0; i < ITERATIONS; i++) {
    const scores = predict(rows, weights);
    const curvature = new Float64Array(rows.count);
    // Newton's step is a weighted regression of these targets.
    const targets = scores.map((score, row) => {
      const p = 1 / (1 + Math.exp(-score));
      const slope = Math.max(p * (1 - p), 1e-10);
      curvature[row] = slope;
      return score + ((isOne[row] ?? NaN) - p) / slope;
    });
    const next = weighted(rows, curvature, targets);
    const moved = next.reduce((most, w, k) => Math.max(most, Math.abs(w - (weights[k] ?? NaN))), 0);
    weights = next;
    if (moved < TOLERANCE) break;
  }
  return weights;
}

/** Features times weights, and the intercept, of each row. */
export function predict({ data, count, width }: Rows, weights: Weights): Float64Array {
  const scores = new Float64Array(count).fill(weights[width] ?? NaN);
  for (let row = 0; row < count; row++) {
    let sum = 0;
    for (let k = 0; k < width; k++) sum += at(data, row * width + k) * at(weights, k);
    scores[row] = at(scores, row) + sum;
  }
  return scores;
}

/** Least squares with a weight for each row, and the penalty. */
function weighted(
  { data, count, width }: Rows,
  importance: Float64Array,
  targets: Float64Array,
): Weights {
  const size = width + 1;
  const matrix = new Float64Array(size * size);
  const right = new Float64Array(size);
  const row = new Float64Array(size).fill(1);
  for (let i = 0; i < count; i++) {
    row.set(data.subarray(i * width, (i + 1) * width));
    const weight = at(importance, i);
    for (let a = 0; a < size; a++) {
      const value = at(row, a) * weight;
      if (value === 0) continue;
      right[a] = at(right, a) + value * at(targets, i);
      // The lower half: the matrix is symmetric.
      for (let b = 0; b <= a; b++)
        matrix[a * size + b] = at(matrix, a * size + b) + value * at(row, b);
    }
  }
  for (let k = 0; k < width; k++) matrix[k * size + k] = at(matrix, k * size + k) + PENALTY;
  return solvePositive(matrix, right);
}

/** An element of a list that has it. */
function at(list: Float64Array, index: number): number {
  return list[index] as number;
}

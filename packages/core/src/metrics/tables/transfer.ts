/**
 * What a model learns from rows: each column is predicted from all others, numbers by ridge regression and
 * categories by logistic regression, one class against the rest. Rows are as good as real ones where
 * models that learned from them predict unseen real rows as well.
 */
import type { Table } from '../../tables/table.ts';
import { momentsOf, tableFeatures } from './features.ts';
import { fitLogistic, fitRidge, predict, type Rows } from './linear.ts';

/** The mean quality of the predictions. */
export interface Transfer {
  /** The share of categories that are predicted correctly; undefined without columns of them. */
  readonly accuracy?: number;
  /** 1 − squared errors / variance of numbers; undefined without columns of them. */
  readonly r2?: number;
}

/** Columns with more categories are not predicted. */
const CATEGORIES = 20;

type Columns = readonly Float64Array[];

/**
 * Learns from some rows, and predicts others.
 *
 * @param train the values of each column, as decodeColumns returns them
 * @param test other rows of the same columns
 */
export function transferQuality(table: Table, train: Columns, test: Columns): Transfer {
  const [learned, unseen] = [train, test].map((columns) => columns[0]?.length ?? 0) as [
    number,
    number,
  ];
  const accuracies: number[] = [];
  const determinations: number[] = [];
  for (const [i, column] of table.entries()) {
    if (column.kind === 'constant') continue;
    const x = tableFeatures(table, train, learned, i);
    const y = tableFeatures(table, test, unseen, i);
    const [target, truth] = [train[i], test[i]] as [Float64Array, Float64Array];
    if (x.width === 0) continue;
    if (column.kind === 'number') {
      const { mean, stddev } = momentsOf(column);
      const scaled = (values: Float64Array) => values.map((value) => (value - mean) / stddev);
      determinations.push(determination(x, scaled(target), y, scaled(truth)));
    } else if (column.categories.length <= CATEGORIES) {
      accuracies.push(accuracy(x, target, y, truth, column.categories.length));
    }
  }
  return {
    ...(accuracies.length > 0 && { accuracy: meanOf(accuracies) }),
    ...(determinations.length > 0 && { r2: meanOf(determinations) }),
  };
}

function determination(x: Rows, target: Float64Array, y: Rows, truth: Float64Array): number {
  const predicted = predict(y, fitRidge(x, target));
  const mean = meanOf(truth);
  const errors = truth.reduce((sum, value, i) => sum + (value - (predicted[i] ?? NaN)) ** 2, 0);
  const spread = truth.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return spread > 0 ? 1 - errors / spread : 0;
}

function accuracy(
  x: Rows,
  target: Float64Array,
  y: Rows,
  truth: Float64Array,
  categories: number,
): number {
  const scores = Array.from({ length: categories }, (_, category) => {
    const isOne = target.map((value) => Number(value === category));
    // A class that is not there is never predicted.
    if (!isOne.includes(1)) return new Float64Array(y.count).fill(-Infinity);
    return predict(y, fitLogistic(x, isOne));
  });
  const best = (row: number) =>
    scores.reduce(
      (most, of, category) => ((of[row] ?? NaN) > (scores[most]?.[row] ?? NaN) ? category : most),
      0,
    );
  return truth.reduce((sum, value, row) => sum + Number(best(row) === value), 0) / truth.length;
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] ?? NaN;
  return sum / values.length;
}

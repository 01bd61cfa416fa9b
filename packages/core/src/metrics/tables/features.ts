/** Columns of a table as features: numbers by their standard deviations, categories one-hot. */
import type { Column, Table } from '../../tables/table.ts';
import type { Rows } from './linear.ts';

/** Categories beyond the most frequent ones have no feature of their own. */
const CATEGORIES = 20;

/** The features of one column. */
interface ColumnFeatures {
  readonly width: number;
  /** Writes the features of a value. */
  readonly write: (value: number, out: Float64Array, at: number) => void;
}

/** Mean and standard deviation of a column of numbers, as its modes have them. */
export function momentsOf({ modes }: Extract<Column, { kind: 'number' }>): {
  readonly mean: number;
  readonly stddev: number;
} {
  const total = modes.reduce((sum, { weight }) => sum + weight, 0);
  const mean = modes.reduce((sum, mode) => sum + (mode.weight * mode.mean) / total, 0);
  const variance = modes.reduce(
    (sum, mode) => sum + (mode.weight / total) * (mode.stddev ** 2 + (mode.mean - mean) ** 2),
    0,
  );
  return { mean, stddev: Math.sqrt(variance) };
}

function featuresOf(column: Column): ColumnFeatures {
  if (column.kind === 'constant') return { width: 0, write: () => {} };
  if (column.kind === 'number') {
    const { mean, stddev } = momentsOf(column);
    return {
      width: 1,
      write: (value, out, at) => {
        out[at] = (value - mean) / stddev;
      },
    };
  }
  const { counts } = column;
  const frequent = counts
    .map((_, i) => i)
    .toSorted((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0))
    .slice(0, CATEGORIES);
  const places = new Map(frequent.map((category, place) => [category, place]));
  return {
    width: frequent.length,
    write: (value, out, at) => {
      const place = places.get(value);
      if (place !== undefined) out[at + place] = 1;
    },
  };
}

/**
 * The features of the first `count` rows.
 *
 * @param columns the values of each column, as decodeColumns returns them
 * @param without the number of a column that is left out
 */
export function tableFeatures(
  table: Table,
  columns: readonly Float64Array[],
  count: number,
  without = -1,
): Rows {
  const parts = table.map((column, i) => (i === without ? undefined : featuresOf(column)));
  const width = parts.reduce((sum, part) => sum + (part?.width ?? 0), 0);
  const data = new Float64Array(count * width);
  for (let row = 0; row < count; row++) {
    let at = row * width;
    for (const [i, part] of parts.entries()) {
      if (!part) continue;
      part.write(columns[i]?.[row] ?? NaN, data, at);
      at += part.width;
    }
  }
  return { data, count, width };
}

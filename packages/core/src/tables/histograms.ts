/** Histograms of the columns of several sets of rows, over the same bins. */
import { decodeColumns } from './decode.ts';
import type { Column, Table } from './table.ts';

/** The distribution of a column in each set. */
export interface ColumnHistogram {
  readonly name: string;
  /** What is written below the first and the last bin. */
  readonly ends: readonly [first: string, last: string];
  /** The shares of the bins in each set; their sum is at most 1. */
  readonly shares: readonly Float64Array[];
}

/** Bins of a column of numbers. */
const BINS = 32;
/** The most categories that are shown, the frequent ones. */
const CATEGORIES = 16;

interface Bins {
  readonly count: number;
  readonly ends: ColumnHistogram['ends'];
  /** The bin of a value; outside of the count for values without one. */
  readonly binOf: (value: number) => number;
}

function binsOf(column: Column): Bins | undefined {
  if (column.kind === 'constant') return undefined;
  if (column.kind === 'number') {
    const { min, max } = column;
    const step = (max - min) / BINS || 1;
    return {
      count: BINS,
      ends: [String(min), String(max)],
      binOf: (value) => Math.min(BINS - 1, Math.floor((value - min) / step)),
    };
  }
  const { categories, counts } = column;
  const order = categories
    .map((_, i) => i)
    .toSorted((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0))
    .slice(0, CATEGORIES);
  const name = (i: number | undefined) => categories[i ?? -1] ?? '';
  return {
    count: order.length,
    ends: [name(order[0]), name(order.at(-1))],
    binOf: (value) => order.indexOf(value),
  };
}

/**
 * A histogram of each column that varies.
 *
 * @param sets encoded rows
 */
export function histogramsOf(table: Table, sets: readonly Float32Array[]): ColumnHistogram[] {
  const values = sets.map((rows) => decodeColumns(rows, table));
  return table.flatMap((column, i) => {
    const bins = binsOf(column);
    if (!bins) return [];
    const shares = values.map((columns) => {
      const own = columns[i] ?? new Float64Array();
      const of = new Float64Array(bins.count);
      for (const value of own) {
        const bin = bins.binOf(value);
        if (bin >= 0 && bin < bins.count) of[bin] = (of[bin] ?? 0) + 1 / own.length;
      }
      return of;
    });
    return [{ name: column.name, ends: bins.ends, shares }];
  });
}

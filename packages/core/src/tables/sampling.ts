/**
 * How the rows of a batch and the classes of generated rows are drawn. Training by sampling (Xu et al.
 * 2019, section 4.3) draws a column of categories, one of its categories by the logarithm of its
 * frequency, and a row that has it, so that rare categories are learned too.
 */
import type { RandomSource } from '../random/random-source.ts';
import { fillUniform } from '../random/uniform.ts';
import { categoryColumns, type Table } from './table.ts';

/** Rows to learn from, with the classes that they are drawn for. */
export interface DrawnRows {
  readonly indices: Int32Array;
  /** By the numbers of all categories of all columns; undefined for a table without any. */
  readonly labels: Int32Array | undefined;
}

/** What all draws of a table need. */
export interface RowSampler {
  /** Draws rows with replacement. */
  draw(source: RandomSource, count: number): DrawnRows;
}

/**
 * Training by sampling.
 *
 * @param size the number of rows
 * @param categories of each column of categories, the category of each row
 */
export function createRowSampler(
  table: Table,
  size: number,
  categories: readonly Uint16Array[],
): RowSampler {
  const columns = categoryColumns(table).map(({ counts }, i) => ({
    cumulative: cumulative(counts.map((count) => Math.log(count + 1))),
    rows: rowsOf(categories[i] ?? new Uint16Array(), counts.length),
  }));
  const offsets = offsetsOf(table);
  return {
    draw(source, count) {
      const uniform = new Float32Array(3 * count);
      fillUniform(source, uniform);
      const indices = new Int32Array(count);
      if (columns.length === 0) {
        for (let i = 0; i < count; i++) indices[i] = Math.floor((uniform[3 * i] ?? 0) * size);
        return { indices, labels: undefined };
      }
      const labels = new Int32Array(count);
      for (let i = 0; i < count; i++) {
        const [first = 0, second = 0, third = 0] = uniform.subarray(3 * i, 3 * i + 3);
        const column = Math.floor(first * columns.length);
        // In range, here and below: the numbers are below 1.
        const { cumulative: shares, rows } = columns[column] as (typeof columns)[number];
        const category = indexOf(shares, second);
        const own = rows[category] as Int32Array;
        indices[i] = own[Math.floor(third * own.length)] ?? 0;
        labels[i] = (offsets[column] ?? 0) + category;
      }
      return { indices, labels };
    },
  };
}

/**
 * Classes of rows that nobody has chosen a class for: a column, each alike, and one of its categories by
 * its frequency in the data.
 */
export function drawClasses(table: Table, source: RandomSource, count: number): Int32Array {
  const columns = categoryColumns(table).map(({ counts }) => cumulative(counts));
  const offsets = offsetsOf(table);
  const uniform = new Float32Array(2 * count);
  fillUniform(source, uniform);
  return Int32Array.from({ length: count }, (_, i) => {
    const column = Math.floor((uniform[2 * i] ?? 0) * columns.length);
    return (offsets[column] ?? 0) + indexOf(columns[column] ?? [], uniform[2 * i + 1] ?? 0);
  });
}

/** The number of the first category of each column of categories. */
function offsetsOf(table: Table): number[] {
  let next = 0;
  return categoryColumns(table).map(({ categories: { length } }) => (next += length) - length);
}

/** Sums up to each weight, of weights that are divided by their sum. */
function cumulative(weights: readonly number[]): number[] {
  const total = weights.reduce((a, b) => a + b, 0);
  let sum = 0;
  return weights.map((weight) => (sum += weight) / total);
}

/** The index that a number in [0, 1) falls to; one of weight 0 is never it. */
function indexOf(sums: readonly number[], uniform: number): number {
  const found = sums.findIndex((upTo) => uniform < upTo);
  return found < 0 ? sums.findLastIndex((upTo, i) => upTo > (sums[i - 1] ?? 0)) : found;
}

/** The rows of each category. */
function rowsOf(categories: Uint16Array, count: number): Int32Array[] {
  const rows: number[][] = Array.from({ length: count }, () => []);
  for (const [row, category] of categories.entries()) rows[category]?.push(row);
  return rows.map((own) => Int32Array.from(own));
}

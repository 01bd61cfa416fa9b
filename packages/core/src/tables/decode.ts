/** Encoded rows to the values and the texts of a table. A page and Node share it. */
import { REACH } from './encode.ts';
import { type Column, layoutOf, type NumberColumn, type Table } from './table.ts';

/**
 * The values of each column: numbers, or indices of categories; 0 of a constant.
 *
 * @param rows [count, width], encoded
 * @returns one list of `count` values for each column
 */
export function decodeColumns(rows: Float32Array, table: Table): Float64Array[] {
  const { numbers, modes, width } = layoutOf(table);
  const count = rows.length / width;
  let place = 0;
  let ofModes = numbers;
  let ofCategories = numbers + modes.reduce((sum, size) => sum + size, 0);
  const perRow = (value: (start: number) => number) =>
    Float64Array.from({ length: count }, (_, row) => value(row * width));
  const decode = (column: Column): Float64Array => {
    if (column.kind === 'constant') return new Float64Array(count);
    if (column.kind === 'category') {
      const from = ofCategories;
      ofCategories += column.categories.length;
      return perRow((start) => likeliest(rows, start + from, column.categories.length));
    }
    const [at, from] = [place++, ofModes];
    ofModes += column.modes.length;
    return perRow((start) => {
      const mode = likeliest(rows, start + from, column.modes.length);
      return numberOf(column, rows[start + at] ?? NaN, mode);
    });
  };
  return table.map(decode);
}

/** The number of the largest of some values, the first one of equals. */
function likeliest(values: Float32Array, start: number, count: number): number {
  let best = 0;
  for (let i = 1; i < count; i++) {
    if ((values[start + i] ?? NaN) > (values[start + best] ?? NaN)) best = i;
  }
  return best;
}

/** A number within the range of its column, with its decimals. */
function numberOf({ modes, min, max, decimals }: NumberColumn, place: number, mode: number) {
  const { mean = NaN, stddev = NaN } = modes[mode] ?? {};
  const value = Math.min(max, Math.max(min, mean + place * REACH * stddev));
  return Number(value.toFixed(decimals));
}

/** The text of a value of a column. */
export function cellOf(column: Column, value: number): string {
  if (column.kind === 'constant') return column.value;
  return column.kind === 'category' ? (column.categories[value] ?? '') : String(value);
}

/** The cells of encoded rows, row by row. */
export function decodeRows(rows: Float32Array, table: Table): string[][] {
  const columns = decodeColumns(rows, table);
  const count = rows.length / layoutOf(table).width;
  return Array.from({ length: count }, (_, row) =>
    table.map((column, i) => cellOf(column, columns[i]?.[row] ?? NaN)),
  );
}

/** A line of a CSV file (RFC 4180), without its end. */
export function csvLine(cells: readonly string[]): string {
  return cells
    .map((cell) => (/[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(',');
}

/** The lines of a CSV file: the names of the columns, then a line for each encoded row. */
export function csvLines(rows: Float32Array, table: Table): string[] {
  return [table.map(({ name }) => name), ...decodeRows(rows, table)].map(csvLine);
}

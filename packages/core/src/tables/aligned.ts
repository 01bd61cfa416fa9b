/** Rows of a table as lines whose columns are aligned, for pictures and terminals. */
import { decodeRows } from './decode.ts';
import { layoutOf, type Table } from './table.ts';

/** Longer cells are cut. */
const MOST_LETTERS = 18;

/**
 * The names of the columns, and a line for each of the first `most` encoded rows; numbers to the right.
 */
export function alignedLines(rows: Float32Array, table: Table, most: number): string[] {
  const { width } = layoutOf(table);
  const cells = [
    table.map(({ name }) => name),
    ...decodeRows(rows.subarray(0, most * width), table),
  ].map((row) => row.map((cell) => cell.slice(0, MOST_LETTERS)));
  const widths = table.map((_, i) => Math.max(...cells.map((row) => row[i]?.length ?? 0)));
  const pad = (cell: string, i: number) =>
    table[i]?.kind === 'number' ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0);
  return cells.map((row) => row.map(pad).join('  ').trimEnd());
}

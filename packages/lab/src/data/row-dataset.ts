/** Columns of texts as a data set of rows, whatever file they are from. */
import { basename } from 'node:path';
import type { Dataset } from '@ganport/core';
import {
  describeTable,
  limits,
  odd,
  tableDataset,
  tableNotes,
  type TextColumn,
  valuesOfTable,
} from '@ganport/core/internal';
import { LabError, messageOf } from '../errors.ts';
import type { RowOptions } from './options.ts';

/** All characters that a cell cannot have: line breaks, control and format characters. */
const ODD = new RegExp(odd.source, 'gu');

/**
 * @param rows names columns that are categories, or gives the table of a run
 * @throws LabError 'data-mismatch' with missing numbers, or for another table than the one of the run
 */
export function rowDataset(
  path: string,
  columns: readonly TextColumn[],
  rows: RowOptions = {},
): Dataset {
  const size = columns[0]?.cells.length ?? 0;
  const name = basename(path);
  try {
    const { table, values } = rows.table
      ? { table: rows.table, values: valuesOfTable(columns, rows.table) }
      : describeTable(columns, rows.discrete);
    return tableDataset({ name, table, values, size, notes: tableNotes(table) });
  } catch (cause) {
    throw new LabError('data-mismatch', `${path}: ${messageOf(cause)}`, { cause });
  }
}

/** @throws LabError 'data-mismatch' for fewer than two rows, and for more columns or cells than the limits */
export function checkTableSize(path: string, columns: number, rows: number): void {
  if (rows < 2) {
    const message = `${path}: has ${rows === 1 ? '1 row' : 'no rows'} below the names of the columns; give a table with more`;
    throw new LabError('data-mismatch', message);
  }
  if (columns > limits.columns || columns * rows > limits.cells) {
    const message = `${path}: ${columns} columns and ${rows} rows are too many, the limits are ${limits.columns} columns and ${limits.cells} cells; give fewer`;
    throw new LabError('data-mismatch', message);
  }
}

/** A cell of spaces in place of odd characters. @throws LabError 'data-mismatch' for one longer than the limit */
export function checkedCell(path: string, text: string): string {
  const cell = text.replaceAll(ODD, ' ').trim();
  if (cell.length <= limits.cellLength) return cell;
  const message = `${path}: a cell begins with ${JSON.stringify(cell.slice(0, 20))} and has ${cell.length} characters, the limit is ${limits.cellLength}; leave its column out`;
  throw new LabError('data-mismatch', message);
}

/** CSV files (RFC 4180) as data sets: the first line names the columns, each other line is a row. */
import { basename } from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
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
import { defaultMaxBytes } from '../files/limits.ts';
import { readInputFile } from '../files/read-input.ts';
import type { DatasetOptions } from './options.ts';

export const isCsvName = (name: string): boolean => name.toLowerCase().endsWith('.csv');

/** All characters that a cell cannot have: line breaks, control and format characters. */
const ODD = new RegExp(odd.source, 'gu');

/**
 * Reads a CSV file in UTF-8. Spaces at the ends of cells are no part of them, and line breaks within cells
 * are spaces.
 *
 * @param options `rows` names columns that are categories, or gives the table of a run
 * @throws LabError 'not-found', 'corrupt-file' for what is no CSV, 'data-mismatch' for tables beyond the
 * limits, with missing numbers, or other than the one of the run
 * @example
 * const people = await loadCsv('people.csv', { rows: { discrete: ['zip'] } });
 */
export async function loadCsv(
  path: string,
  { rows = {}, maxBytes = defaultMaxBytes }: DatasetOptions = {},
): Promise<Dataset> {
  const columns = columnsOf(path, await readInputFile(path, maxBytes));
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

/** The columns of a file. @throws LabError as loadCsv */
function columnsOf(path: string, bytes: Uint8Array): TextColumn[] {
  const [header = [], ...lines] = parsed(path, bytes);
  const cells = header.length * lines.length;
  if (lines.length < 2) {
    const message = `${path}: has ${lines.length === 1 ? '1 row' : 'no rows'} below the names of the columns; give a table with more`;
    throw new LabError('data-mismatch', message);
  }
  if (header.length > limits.columns || cells > limits.cells) {
    const message = `${path}: ${header.length} columns and ${lines.length} rows are too many, the limits are ${limits.columns} columns and ${limits.cells} cells; give fewer`;
    throw new LabError('data-mismatch', message);
  }
  if (header.length === 1 && [header, ...lines].every(([cell = '']) => cell.includes(';'))) {
    const message = `${path}: cells are separated by semicolons; separate them by commas`;
    throw new LabError('data-mismatch', message);
  }
  const unnamed = header.findIndex((name) => name === '');
  if (unnamed >= 0) {
    const message = `${path}: column ${unnamed + 1} has no name; the first line must name each column`;
    throw new LabError('data-mismatch', message);
  }
  const twice = header.find((name, i) => header.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new LabError('data-mismatch', `${path}: two columns are named ${twice}; rename one`);
  }
  return header.map((name, i) => ({ name, cells: lines.map((line) => line[i] ?? '') }));
}

/** @throws LabError 'corrupt-file' with the line at fault */
function parsed(path: string, bytes: Uint8Array): string[][] {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const message = `${path}: is not UTF-8; save it as UTF-8`;
    throw new LabError('corrupt-file', message, { cause });
  }
  try {
    return parse(text, {
      bom: true,
      trim: true,
      skip_empty_lines: true,
      max_record_size: limits.columns * limits.cellLength,
      cast: (cell) => checkedCell(path, cell.replaceAll(ODD, ' ').trim()),
    });
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const message = `${path}: is no CSV file (${messageOf(cause).replaceAll(/\s+/g, ' ')}); separate cells by commas, and quote cells that have some`;
    throw new LabError('corrupt-file', message, { cause });
  }
}

/** @throws LabError 'data-mismatch' for a cell longer than the limit */
function checkedCell(path: string, cell: string): string {
  if (cell.length <= limits.cellLength) return cell;
  const message = `${path}: a cell begins with ${JSON.stringify(cell.slice(0, 20))} and has ${cell.length} characters, the limit is ${limits.cellLength}; leave its column out`;
  throw new LabError('data-mismatch', message);
}

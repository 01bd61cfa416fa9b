/** CSV files (RFC 4180) as data sets: the first line names the columns, each other line is a row. */
import { CsvError, parse } from 'csv-parse/sync';
import type { Dataset } from '@ganport/core';
import { limits, type TextColumn } from '@ganport/core/internal';
import { LabError, messageOf } from '../errors.ts';
import { defaultMaxBytes } from '../files/limits.ts';
import { readInputFile } from '../files/read-input.ts';
import type { DatasetOptions } from './options.ts';
import { checkedCell, checkTableSize, rowDataset } from './row-dataset.ts';

export const isCsvName = (name: string): boolean => name.toLowerCase().endsWith('.csv');

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
  return rowDataset(path, columnsOf(path, await readInputFile(path, maxBytes)), rows);
}

/** The columns of a file. @throws LabError as loadCsv */
function columnsOf(path: string, bytes: Uint8Array): TextColumn[] {
  const [header = [], ...lines] = parsed(path, bytes);
  checkTableSize(path, header.length, lines.length);
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
      cast: (cell) => checkedCell(path, cell),
    });
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const message = `${path}: is no CSV file (${messageOf(cause).replaceAll(/\s+/g, ' ')}); separate cells by commas, and quote cells that have some`;
    throw new LabError('corrupt-file', message, { cause });
  }
}

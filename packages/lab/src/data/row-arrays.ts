/** Rows in an NPZ file, as `ganport generate` writes them: an array a column, with the name of the column. */
import type { Dataset } from '@ganport/core';
import { LabError } from '../errors.ts';
import type { NpzArchive } from './archive.ts';
import type { NpyArray } from './npy.ts';
import { refuseImageOptions, type DatasetOptions } from './options.ts';
import { checkedCell, checkTableSize, rowDataset } from './row-dataset.ts';

/**
 * The rows of an archive with all of its arrays. NaN is a missing number.
 *
 * @throws LabError 'data-mismatch' for arrays that are no columns of one length, and as loadCsv
 */
export function rowsOfArchive(
  archive: NpzArchive,
  file: string,
  options: DatasetOptions = {},
): Dataset {
  refuseImageOptions(options, file, 'rows');
  let rows: number | undefined;
  const columns = archive.names.map((name) => {
    const cells = cellsOf(archive, file, name);
    rows ??= cells.length;
    if (cells.length === rows) return { name, cells };
    const message = `${file}: ${name} has ${cells.length} rows and ${archive.names[0]} ${rows}; columns have a cell for each row`;
    throw new LabError('data-mismatch', message);
  });
  checkTableSize(file, columns.length, rows ?? 0);
  return rowDataset(file, columns, options.rows);
}

function cellsOf(archive: NpzArchive, file: string, name: string): string[] {
  if (archive.isOfTexts(name)) {
    return archive.texts(name).texts.map((text) => checkedCell(file, text));
  }
  const found = archive.find([name]);
  if (found?.array.shape.length === 1) return numbersAsTexts(found.array);
  const message = `${file}: ${name} is [${found?.array.shape.join(', ') ?? ''}]; the columns of a table are lists`;
  throw new LabError('data-mismatch', message);
}

function numbersAsTexts({ data }: NpyArray): string[] {
  const isSingle = data instanceof Float32Array;
  return Array.from<number | bigint, string>(data, (value) => {
    if (Number.isNaN(value)) return '';
    return String(isSingle ? shortest(value as number) : value);
  });
}

/** The shortest decimal number that is this one in 32 bits. */
function shortest(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

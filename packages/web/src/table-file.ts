/** Rows as a file. */
import { csvLine } from '@ganport/core/internal';

/**
 * A CSV file (RFC 4180) of rows.
 *
 * @param names the names of the columns, its first line
 * @param rows the cells of each row
 * @example
 * const { rows = [] } = await model.draw({ noise: model.noise({ seed: 1, count: 5 }) });
 * const names = (model.samples.table ?? []).map(({ name }) => name);
 * new Blob([tableFile(names, rows)], { type: 'text/csv' });
 */
export function tableFile(
  names: readonly string[],
  rows: readonly (readonly string[])[],
): Uint8Array<ArrayBuffer> {
  const lines = [names, ...rows].map((cells) => `${csvLine(cells)}\n`);
  return new TextEncoder().encode(lines.join(''));
}

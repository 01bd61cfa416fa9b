/** Rows in Node: CSV files. Their metrics need no network, so none judges them. */
import {
  cellOf,
  csvLines,
  dataKinds,
  decodeColumns,
  layoutOf,
  type Table,
} from '@ganport/core/internal';
import type { NpzArrays } from '../data/archive.ts';
import { LabError } from '../errors.ts';
import { partOfName } from '../files/file-names.ts';
import type { KindInLab } from './kind-in-lab.ts';

/** Numbers as float64, or as int32 where whole ones fit; categories as texts. */
function columnArrays(data: Float32Array, table: Table): NpzArrays {
  const arrays: Record<string, NpzArrays[string]> = {};
  for (const [i, values] of decodeColumns(data, table).entries()) {
    const column = table[i] as Table[number]; // A list of values for each column.
    // Members of an archive are files, whose names must not lead out of their folder.
    let name = partOfName(column.name);
    while (name === '' || Object.hasOwn(arrays, name)) name += '_';
    const texts = () => Array.from(values, (value) => cellOf(column, value));
    const isWhole = column.kind === 'number' && values.every((value) => value === (value | 0));
    const numbers = isWhole ? Int32Array.from(values) : values;
    arrays[name] = { data: column.kind === 'number' ? numbers : texts(), shape: [values.length] };
  }
  return arrays;
}

export const rows: KindInLab = {
  toStored: (values) => values,
  fromStored: (stored) => stored as Float32Array,
  drawn: {
    what: 'rows of a table',
    expected: 'rows [batch, values] with a table of as many values',
    takes: (shape, { table }) =>
      dataKinds.rows.problem(shape) === undefined &&
      table !== undefined &&
      layoutOf(table).width === shape[0],
  },
  blank: 0,
  extension: 'csv',
  encode: async (row, _shape, { table = [] }) =>
    new TextEncoder().encode(csvLines(row, table).join('\n') + '\n'),
  /** A column each; the class of a row is a category of one of them. */
  arrays: ({ data, settings: { table = [] } }) => columnArrays(data, table),
  records({ data, settings: { table = [] } }) {
    const columns = decodeColumns(data, table);
    return Array.from({ length: columns[0]?.length ?? 0 }, (_, row) =>
      Object.fromEntries(
        table.map((column, i) => {
          const value = columns[i]?.[row] ?? NaN;
          return [column.name, column.kind === 'number' ? value : cellOf(column, value)];
        }),
      ),
    );
  },
  inputOf(_model, path) {
    const message = `${path}: rows are measured by their columns, without an extractor; leave it out`;
    throw new LabError('bad-argument', message);
  },
};

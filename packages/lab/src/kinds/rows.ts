/** Rows in Node: CSV files. Their metrics need no network, so none judges them. */
import { csvLines, dataKinds, layoutOf } from '@ganport/core/internal';
import { LabError } from '../errors.ts';
import type { KindInLab } from './kind-in-lab.ts';

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
  inputOf(_model, path) {
    const message = `${path}: rows are measured by their columns, without an extractor; leave it out`;
    throw new LabError('bad-argument', message);
  },
};

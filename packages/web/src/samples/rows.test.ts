/** Against the rows that @ganport/core writes. */
import { readFileSync } from 'node:fs';
import { dataKinds, type Table } from '@ganport/core/internal';
import { expect, test } from 'vitest';
import { modelSpec } from '../model-spec.ts';
import type { NoiseSpec } from '../models/noise-spec.ts';
import { tableFile } from '../table-file.ts';
import { toSamples } from './index.ts';

const file = new URL('../../../../fixtures/tables/colors.json', import.meta.url);
const table: Table = JSON.parse(readFileSync(file, 'utf8'));
const specOf = (declared: unknown) =>
  modelSpec(
    {
      inputs: [{ name: 'noise', dtype: 'float32', dims: ['N', 12] }],
      outputs: [{ name: 'rows', dtype: 'float32', dims: ['N', 5] }],
    },
    { 'ganport.kind': 'rows', 'ganport.rows.table': JSON.stringify(declared) },
  ) as NoiseSpec;

test('rows have the cells of the file that core writes', () => {
  const data = Float32Array.of(0.1, 0.9, 0.1, 1, 0, -0.3, 0, 1, 0.2, 0.8);
  const batch = { dtype: 'float32', dims: [2, 5], data } as const;
  const samples = toSamples(batch, specOf(table));
  const rows = samples.map(({ row = [] }) => row);
  expect(rows).toEqual([
    ['1.2', 'red'],
    ['7.8', 'sky, blue'],
  ]);
  const names = table.map(({ name }) => name);
  expect(tableFile(names, rows)).toEqual(dataKinds.rows.file.encode(batch, [5], { table }));
  expect(samples.map(({ line }) => line)).toEqual(['1.2,red', '7.8,"sky, blue"']);
});

test('a file without a table, or of other rows, is refused', () => {
  expect(() => specOf([])).toThrow(
    /the table of this model, ganport.rows.table, the number of columns/,
  );
  const other = { dtype: 'float32', dims: [1, 4], data: new Float32Array(4) } as const;
  expect(() => toSamples(other, specOf(table))).toThrow(
    'rows are float32[batch, 5], as the table of this model says; its output rows is [1, 4]',
  );
});

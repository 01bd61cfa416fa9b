/** CSV files and the synthetic table as data sets. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { csvLines } from '@ganport/core/internal';
import { parse } from 'csv-parse/sync';
import { afterAll, expect, test } from 'vitest';
import { openDataset } from './open-dataset.ts';
import { readSamples } from './subset.ts';

const folder = mkdtempSync(join(tmpdir(), 'ganport-csv-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function cellsOf(spec: string, options = {}) {
  const dataset = await openDataset(spec, options);
  const rows = await readSamples(
    dataset,
    Int32Array.from({ length: dataset.size }, (_, i) => i),
  );
  return csvLines(rows, dataset.table ?? []).join('\n');
}

test('quotes, commas, line breaks, CRLF, a byte order mark; written cells are read by csv-parse', async () => {
  const text = '\uFEFFname,size\r\n"a, ""b""",1.5\r\n"two\nlines",2\r\n c ,3\r\n';
  const written = await cellsOf(write('quoted.csv', text), { rows: { discrete: ['size'] } });
  expect(parse(written)).toEqual([
    ['name', 'size'],
    ['a, "b"', '1.5'],
    ['two lines', '2'],
    ['c', '3'],
  ]);
});

test.each([
  ['empty', '', 'has no rows below the names of the columns'],
  ['names alone', 'a,b\n', 'has no rows'],
  ['one row', 'a,b\n1,2\n', 'has 1 row below'],
  ['ragged', 'a,b\n1,2\n3\n', /is no CSV file \(.*line 3.*\)/],
  ['an open quote', 'a,b\n"1,2\n3,4\n', /is no CSV file/],
  ['no UTF-8', Uint8Array.of(0x61, 0x2c, 0x62, 0x0a, 0xff, 0x2c, 0x31), 'is not UTF-8'],
  ['a column without a name', 'a,\n1,2\n3,4\n', 'column 2 has no name'],
  ['semicolons', 'a;b\n1;2\n3;4\n', 'cells are separated by semicolons; separate them by commas'],
  ['one name twice', 'a,a\n1,2\n3,4\n', 'two columns are named a'],
  ['a long cell', `a,b\n1,${'x'.repeat(300)}\n3,4\n`, 'has 300 characters, the limit is 256'],
  ['nothing that varies', 'a,b\n1,2\n1,2\n', 'has the same values in each row'],
  [
    'too many columns',
    `${Array.from({ length: 1025 }, (_, i) => `c${i}`).join()}\n`.concat(
      `${'1,'.repeat(1024)}1\n`.repeat(2),
    ),
    '1025 columns and 2 rows are too many',
  ],
  [
    'missing numbers',
    `a\n${Array.from({ length: 30 }, (_, i) => i || 'NA').join('\n')}\n`,
    'numbers are missing, of 30 rows: a 1',
  ],
] as const)('%s: one line', async (name, text, message) => {
  const path = write(`${name}.csv`, text);
  const error = await openDataset(path).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ message: expect.stringMatching(/^[^\n]*$/) });
  expect((error as Error).message.startsWith(path)).toBe(true);
  expect((error as Error).message).toMatch(message);
});

test('households: the same each time, other rows for tests, and the dependence that is known', async () => {
  const spec = 'households:count=800';
  const lines = (await cellsOf(spec)).split('\n').map((line) => line.split(','));
  expect(await cellsOf(spec)).toBe(lines.map((line) => line.join(',')).join('\n'));
  expect(await cellsOf('households-test:count=40')).not.toContain(lines[1]?.join(','));
  const [names = [], ...rows] = lines;
  const of = (row: readonly string[], name: string) => row[names.indexOf(name)] ?? '';
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const income = (school: string) =>
    mean(
      rows
        .filter((row) => of(row, 'school') === school && of(row, 'works') === 'yes')
        .map((row) => Number(of(row, 'income'))),
    );
  // Each school multiplies the median income by 1.45.
  expect(income('university') / income('secondary')).toBeGreaterThan(1.2);
  expect(income('secondary') / income('primary')).toBeGreaterThan(1.2);
  const owners = (old: boolean) =>
    mean(
      rows
        .filter((row) => Number(of(row, 'age')) > 46 === old)
        .map((row) => Number(of(row, 'home') === 'owned')),
    );
  expect(owners(true) - owners(false)).toBeGreaterThan(0.3);
});

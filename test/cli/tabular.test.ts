/** Tables on the command line: a small CTGAN is trained, resumed, drawn from and evaluated. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from './support/ganport.ts';
import { ganportHere as ganport, succeedHere as succeed } from './support/here.ts';
import { changedByResuming } from './support/resumed.ts';

const folder = temporaryFolder();
const run = ['train', 'ctgan', '--data', 'people.csv', '--discrete', 'zip', '--width', '0.06'];
const small = [...run, '--batch-size', '20', '--threads', '1'];
let said = '';
const linesOf = (text: string) => text.trimEnd().split('\n');

beforeAll(async () => {
  const rows = Array.from(
    { length: 300 },
    (_, i) =>
      `${20 + ((i * 7) % 50)},${i % 3 ? 'no' : 'yes'},${10_000 + (i % 12)},${(i * 0.25).toFixed(2)},x`,
  );
  writeFileSync(join(folder, 'people.csv'), ['age,member,zip,paid,source', ...rows].join('\n'));
  const trained = await succeed(folder, [
    ...small,
    '--steps',
    '4',
    '--sample-every',
    '2',
    '--out',
    'whole',
  ]);
  said = trained.stderr;
});

test('a run says what it learns from; a resumed run is the same, bit for bit', async () => {
  expect(said).toMatch(/300 rows of \d+ columns\nage: integer from 20 to 69, /);
  expect(said).toContain('\nzip: category, 12 values: 10000, ');
  expect(said).toContain('\nsource: constant: x\n');
  expect(await changedByResuming(folder, small, ['png', 'csv'])).toEqual([]);
});

test('a run and its ONNX file alone give the same rows, as a file or printed', async () => {
  const draw = (model: string, ...more: string[]) =>
    succeed(folder, ['generate', model, '--count', '40', ...more]);
  const { stderr } = await draw('whole', '--out', 'rows.csv');
  expect(stderr).toMatch(/^wrote rows\.csv: 40 rows of 5 columns, computed on cpu$/m);
  const written = readFileSync(join(folder, 'rows.csv'), 'utf8');
  const { stdout } = await draw(join('whole', 'generator.onnx'));
  expect(stdout).toBe(written);
  const [names, ...rows] = linesOf(written).map((line) => line.split(','));
  expect(names).toEqual(['age', 'member', 'zip', 'paid', 'source']);
  expect(rows).toHaveLength(40);
  for (const [age, member, zip, paid, source] of rows) {
    expect(age).toMatch(/^[2-6]\d$/);
    expect(member).toMatch(/^(yes|no)$/);
    expect(zip).toMatch(/^100(0\d|1[01])$/);
    expect(paid).toMatch(/^\d+(\.\d\d?)?$/);
    expect(source).toBe('x');
  }
});

test('classes are categories of columns; others are refused', async () => {
  const draw = ['generate', 'whole', '--labels', 'member=yes,zip=10003', '--count', '3'];
  expect(linesOf((await succeed(folder, draw)).stdout)).toHaveLength(7);
  const { code, stderr } = await ganport(folder, ['generate', 'whole', '--labels', 'member=maybe']);
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /--labels: there is no class 'member=maybe'; it has member=no, member=yes, /,
  );
  const other = await ganport(folder, [
    'train',
    'ctgan',
    '--data',
    'people.csv',
    '--discrete',
    'sip',
    '--out',
    'no',
  ]);
  expect(other.stderr).toMatch(
    /people.csv: --discrete: there is no column 'sip'; the columns are age, /,
  );
});

test('evaluate compares columns, correlations and models with real rows, beside their floor', async () => {
  const evaluate = ['evaluate', 'whole', '--count', '100', '--json'];
  const { columns, floor, n, ...values } = JSON.parse((await succeed(folder, evaluate)).stdout);
  expect(n).toBe(100);
  expect(Object.keys(columns)).toEqual(['age', 'member', 'zip', 'paid']);
  for (const name of ['numbers', 'categories', 'associations', 'nearest', 'accuracy', 'r2']) {
    expect([name, typeof values[name], typeof floor[name]]).toEqual([name, 'number', 'number']);
  }
  // Four steps are too few.
  expect(values.numbers).toBeGreaterThan(floor.numbers);
  await succeed(folder, ['generate', 'whole', '--count', '50', '--out', 'fakes.csv']);
  const file = [
    'evaluate',
    'fakes.csv',
    '--data',
    'people.csv',
    '--discrete',
    'zip',
    '--count',
    '100',
  ];
  const table = (await succeed(folder, file)).stdout;
  expect(table).toMatch(/distance of paid +\d/);
  expect(table).toContain('50 rows of fakes.csv');
  const { stderr } = await ganport(folder, ['evaluate', 'whole', '--metrics', 'fid']);
  expect(stderr).toContain('--metrics: rows are measured by their columns, without an extractor');
});

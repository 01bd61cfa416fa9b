/** Tables: what columns are, rows there and back, and how they are drawn. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tableDataset } from '../data/table-dataset.ts';
import { usualClasses } from '../kinds/index.ts';
import { rows } from '../kinds/rows.ts';
import { imageBatches } from '../tasks/batches.ts';
import { describeTable, valuesOfTable } from './cells.ts';
import { csvLine, csvLines, decodeColumns } from './decode.ts';
import { tableNotes } from './notes.ts';
import { smallTable } from './small-table.test.support.ts';
import { classesOfTable, layoutOf, tableProblem } from './table.ts';

const column = (name: string, ...cells: string[]) => ({ name, cells });
const many = (count: number, cell: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => cell(i));

test('numbers, integers, categories and constants are told apart', () => {
  const { table } = describeTable(
    [
      column('price', ...many(20, (i) => `${i}.${i % 10}5`)),
      column('year', ...many(20, (i) => String(1990 + i))),
      column('tiny', ...many(20, (i) => `${i}e-3`)),
      column('stars', ...many(20, (i) => String(i % 5))),
      column('city', ...many(20, (i) => (i % 2 ? 'Rome' : ''))),
      column('unit', ...many(20, () => 'cm')),
      column('zip', ...many(20, (i) => String(10_115 + (i % 12)))),
    ],
    ['zip'],
  );
  expect(tableNotes(table)).toEqual([
    expect.stringMatching(/^price: number from 0.05 to 19.95, \d+ modes?$/),
    expect.stringMatching(/^year: integer from 1990 to 2009, \d+ modes?$/),
    expect.stringMatching(/^tiny: number from 0 to 0.019, \d+ modes?$/),
    'stars: category, 5 values: 0, 1, 2, 3, 4',
    'city: category, 2 values: (empty), Rome',
    'unit: constant: cm',
    'zip: category, 12 values: 10115, 10116, 10117, 10118, 10119, …',
  ]);
  expect(table.map((each) => 'decimals' in each && each.decimals).slice(0, 3)).toEqual([2, 0, 3]);
  expect(tableProblem(table)).toBeUndefined();
});

test.each([
  [
    [
      column('a', ...many(30, (i) => (i % 3 ? String(i) : 'NA'))),
      column('b', ...many(30, String)),
      column('c', ...many(30, (i) => (i === 7 ? '' : `${i}.5`))),
    ],
    'numbers are missing, of 30 rows: a 10, c 1; fill them, leave these rows or columns out, or make categories of the columns with --discrete',
  ],
  [
    [column('id', ...many(2000, (i) => (i === 9 ? 'n. a.' : `${i}`)))],
    'column id: has 2,000 different values that are no numbers, the limit is 1000 (all are numbers but "n. a."); leave it out, or group its values',
  ],
  [[column('a', 'x', 'x'), column('b', '1', '1')], 'has the same values in each row'],
])('what is refused: %#', (columns, message) => {
  expect(() => describeTable(columns)).toThrow(message);
});

test('a missing number is a category of its own where the column is one', () => {
  const cells = many(30, (i) => (i % 3 ? String(i) : ''));
  const { table } = describeTable([column('a', ...cells)], ['a']);
  expect(table[0]).toMatchObject({
    kind: 'category',
    categories: ['', ...new Set(cells.filter(Boolean))],
  });
  expect(() => describeTable([column('a', ...cells)], ['b'])).toThrow(
    "--discrete: there is no column 'b'; the columns are a",
  );
});

test('other rows are read with the table of a run', () => {
  const of = (letter: string) => [
    column('size', '0.5'),
    column('unit', 'm'),
    column('letter', letter),
  ];
  expect(valuesOfTable(of('c'), smallTable).map((values) => [...values])).toEqual([[0.5], [], [2]]);
  expect(() => valuesOfTable(of('d'), smallTable)).toThrow(
    'column letter: "d" is none of its categories',
  );
  expect(() => valuesOfTable(of('c').slice(1), smallTable)).toThrow(
    'has the columns unit,letter, and size,unit,letter',
  );
  expect(() => valuesOfTable([column('size', 'x'), ...of('c').slice(1)], smallTable)).toThrow(
    '"x" is no number',
  );
});

test('rows that are encoded and decoded are the same', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.integer({ min: -500, max: 500 }), fc.constantFrom('a', 'b', 'c,"')), {
        minLength: 30,
        maxLength: 60,
      }),
      async (cells) => {
        const columns = [
          column('n', ...cells.map(([n], i) => (n / 10 + i * 0.1).toFixed(1))),
          column('c', ...cells.map(([, c], i) => (i === 0 ? 'd' : c))),
        ];
        const described = describeTable(columns);
        const dataset = tableDataset({ name: 'it', ...described, size: cells.length });
        const out = new Float32Array(cells.length * (dataset.shape[0] ?? 0));
        await dataset.read(
          cells.map((_, i) => i),
          out,
        );
        expect(out.every((value) => value >= -1 && value <= 1)).toBe(true);
        const decoded = decodeColumns(out, described.table);
        for (const [i, values] of described.values.entries()) {
          for (const [row, value] of values.entries())
            expect(decoded[i]?.[row]).toBeCloseTo(value, 9);
        }
      },
    ),
    { numRuns: 20 },
  );
});

test('decoded numbers keep to the range and the decimals; choices are the likeliest', () => {
  const rowsOf = Float32Array.from([
    ...[0.98, 0.4, 0.6, 0.2, 0.5, 0.3],
    ...[-0.99, 0.9, 0.1, 0.9, 0.1, 0],
    ...[0.01, 0.9, 0.1, 0, 0.2, 0.8],
  ]);
  expect(layoutOf(smallTable)).toMatchObject({ width: 6, numbers: 1, choices: 5 });
  // 10 + 4 · 0.98 is beyond the largest value, -4 · 0.5 · 0.99 is not; 0.02 has one decimal.
  expect(csvLines(rowsOf, smallTable)).toEqual([
    'size,unit,letter',
    '12.5,cm,b',
    '-2,cm,a',
    '0,cm,c',
  ]);
  expect(csvLine(['a b', ' a', 'x,y', 'say "hi"', ''])).toBe('a b," a","x,y","say ""hi""",');
});

test('training by sampling: each column alike, categories by the logarithm of their frequency', () => {
  const size = 1000;
  const columns = [
    column('rare', ...many(size, (i) => (i < 10 ? 'yes' : 'no'))),
    column('even', ...many(size, (i) => `k${i % 4}`)),
  ];
  const described = describeTable(columns);
  const dataset = tableDataset({ name: 'it', ...described, size });
  const { indices, labels } = dataset.draw?.(20_000, { seed: 1, step: 3 }) ?? { indices: [] };
  const names = classesOfTable(described.table);
  const counts = new Map<string, number>();
  let wrong = 0;
  for (const [i, label] of (labels ?? []).entries()) {
    const name = names[label] ?? '';
    counts.set(name, (counts.get(name) ?? 0) + 1);
    const [which, category] = name.split('=');
    const row = indices[i] ?? NaN;
    if (columns.find((each) => each.name === which)?.cells[row] !== category) wrong++;
  }
  expect(wrong).toBe(0);
  const share = (name: string) => (counts.get(name) ?? 0) / 20_000;
  const logs = [Math.log(991), Math.log(11)] as const;
  // Five standard errors of 20,000 draws are 0.018.
  expect(Math.abs(share('rare=yes') - (0.5 * logs[1]) / (logs[0] + logs[1]))).toBeLessThan(0.018);
  expect(Math.abs(share('even=k2') - 0.125)).toBeLessThan(0.018);
  const again = dataset.draw?.(20_000, { seed: 1, step: 3 });
  expect(again?.indices).toEqual(indices);
  expect(dataset.draw?.(20_000, { seed: 1, step: 4 }).indices).not.toEqual(indices);
});

test('batches are drawn by the data set; a table of numbers alone has no labels', async () => {
  const config = { data: 'it', batchSize: 6, seed: 1, discriminatorSteps: 2 } as never;
  const variant = { name: 'ctgan', kinds: ['rows'], labeled: true } as const;
  const open = (...columns: ReturnType<typeof column>[]) => {
    const described = describeTable(columns);
    return imageBatches(tableDataset({ name: 'it', ...described, size: 40 }), config, variant);
  };
  const numbers = column('n', ...many(40, String));
  const alone = open(numbers);
  expect(alone.classes).toEqual([]);
  expect(Object.keys(await alone.read(0))).toEqual(['real']);
  const both = open(numbers, column('c', ...many(40, (i) => `k${i % 2}`)));
  expect(both.classes).toEqual(['c=k0', 'c=k1']);
  const { real, label } = await both.read(5);
  expect([real?.dims[0], label?.dims]).toEqual([12, [12]]);
  expect(Object.keys(await both.examples(3))).toEqual(['real']);
});

test('classes that nobody chooses are as frequent as in the data', () => {
  const classes = usualClasses(rows, { table: smallTable }, { seed: 1, count: 10_000, classes: 3 });
  const share = (label: number) => classes.filter((each) => each === label).length / 10_000;
  expect([share(0), share(1), share(2)].map((value) => value.toFixed(1))).toEqual([
    '0.9',
    '0.1',
    '0.0',
  ]);
  expect(share(2)).toBeGreaterThan(0.004);
});

test('tables of files are checked', () => {
  const [size, unit, letter] = smallTable;
  expect(tableProblem(smallTable)).toBeUndefined();
  const wrong: readonly [unknown, string][] = [
    [{}, 'must be a list of columns'],
    [[], 'the number of columns must be a whole number from 1 to 1024 (got 0)'],
    [[unit], 'has the same values in each row'],
    [[letter, letter], 'has two columns of one name'],
    [[null], 'column 1: must be an object'],
    [[{ ...size, kind: 'text' }], 'column 1: kind must be one of number, category, constant'],
    [[letter, { ...size, decimals: 1.5 }], 'column 2: decimals'],
    [[{ ...size, min: 20 }], 'column 1: min and max'],
    [[{ ...size, modes: [] }], 'column 1: must have 1 to 10 modes'],
    [[{ ...size, modes: [{ mean: 0, stddev: 0, weight: 1 }] }], 'column 1: a mode has'],
    [[{ ...letter, name: '' }], 'column 1: must have a name'],
    [[{ ...letter, categories: ['a', 'a', 'b'] }], 'column 1: has a category twice'],
    [
      [{ ...letter, categories: ['a', '\u001b[2J', 'b'] }],
      'column 1: categories must be short texts',
    ],
    [[{ ...letter, counts: [0, 0, 0] }], 'column 1: counts must not all be 0'],
    [[{ ...letter, counts: [1, 2] }], 'column 1: counts must have'],
  ];
  for (const [table, problem] of wrong) expect(tableProblem(table)).toContain(problem);
});

test('pictures: the first rows as a table, and histograms of real and generated rows', () => {
  const data = Float32Array.from([0.98, 0.4, 0.6, 0.2, 0.5, 0.3]);
  const batch = { dtype: 'float32', dims: [1, 6], data } as const;
  const table = rows.picture([batch], [6], undefined, undefined, { table: smallTable });
  expect(table.data.some((value) => value < 128)).toBe(true);
  const sheet = rows.comparison.picture(data, data, { table: smallTable });
  // Two panels: the constant has none.
  expect([sheet.width, sheet.channels]).toEqual([2 * (256 + 16) + 16, 3]);
});

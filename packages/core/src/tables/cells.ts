/** The columns of a data file: which are numbers, which are categories, and what is missing. */
import { CoreError } from '../errors.ts';
import { limits } from '../limits.ts';
import { keyed } from '../random/random-source.ts';
import { shuffle } from '../random/shuffle.ts';
import { fitModes } from './mixture.ts';
import { type Column, MOST_DECIMALS, type Table, tableProblem } from './table.ts';

/** A column of a file as texts. */
export interface TextColumn {
  readonly name: string;
  readonly cells: readonly string[];
}

/** A table with the values that it describes. */
export interface DescribedTable {
  readonly table: Table;
  /** Of each column: numbers, or indices of categories; none of a constant. */
  readonly values: readonly Float64Array[];
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i;
/** What stands for a missing value beside an empty cell. */
const MISSING = /^(?:na|n\/a|nan|null|none|\?)?$/i;
/** Whole numbers with at most so many different values are categories. */
const FEW = 10;
/** The most values that modes are fitted to. */
const FITTED = 20_000;

const isNumberText = (cell: string) => NUMBER.test(cell) && Number.isFinite(Number(cell));

/**
 * Detects what each column holds, and fits the modes of numbers.
 *
 * @param discrete names of columns that are categories, whatever their cells look like
 * @throws CoreError 'data-mismatch' for missing numbers, columns with too many categories and tables
 * beyond the limits, 'bad-argument' for a name that no column has
 */
export function describeTable(
  columns: readonly TextColumn[],
  discrete: readonly string[] = [],
): DescribedTable {
  const unknown = discrete.find((name) => columns.every((column) => column.name !== name));
  if (unknown !== undefined) {
    const known = columns.map(({ name }) => name).join(', ');
    const message = `--discrete: there is no column '${unknown}'; the columns are ${known}`;
    throw new CoreError('bad-argument', message);
  }
  const isForced = ({ name }: TextColumn) => discrete.includes(name);
  const kinds = columns.map((column) => (isForced(column) ? 'category' : kindOfCells(column)));
  checkMissing(columns.filter((_, i) => kinds[i] === 'number'));
  const table = columns.map((column, i) => describe[kinds[i] ?? 'category'](column));
  const problem = tableProblem(table);
  if (problem !== undefined) throw new CoreError('data-mismatch', `the table ${problem}`);
  return { table, values: valuesOfTable(columns, table) };
}

/**
 * The values of columns as a table describes them.
 *
 * @throws CoreError 'data-mismatch' for other columns, and for cells that the table does not have
 */
export function valuesOfTable(columns: readonly TextColumn[], table: Table): Float64Array[] {
  const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name).join();
  if (names(columns) !== names(table)) {
    const message = `has the columns ${names(columns)}, and ${names(table)} are needed; give a table with these`;
    throw new CoreError('data-mismatch', message);
  }
  // In range: as many columns as the table has.
  return table.map((column, i) => read[column.kind](columns[i] as TextColumn, column as never));
}

function kindOfCells({ cells }: TextColumn): Column['kind'] {
  const different = new Set(cells);
  if (different.size < 2) return 'constant';
  const present = [...different].filter((cell) => !MISSING.test(cell));
  if (present.length === 0 || !present.every(isNumberText)) return 'category';
  const isFewWhole =
    present.length <= FEW && present.every((cell) => Number.isInteger(Number(cell)));
  return isFewWhole ? 'category' : 'number';
}

/** @throws CoreError 'data-mismatch' with the count of each column */
function checkMissing(columns: readonly TextColumn[]): void {
  const missing = columns.flatMap(({ name, cells }) => {
    const count = cells.filter((cell) => MISSING.test(cell)).length;
    return count > 0 ? [`${name} ${count.toLocaleString('en-US')}`] : [];
  });
  if (missing.length === 0) return;
  const rows = (columns[0]?.cells.length ?? 0).toLocaleString('en-US');
  const message = `numbers are missing, of ${rows} rows: ${missing.join(', ')}; fill them, leave these rows or columns out, or make categories of the columns with --discrete`;
  throw new CoreError('data-mismatch', message);
}

const describe: Readonly<Record<Column['kind'], (column: TextColumn) => Column>> = {
  number({ name, cells }) {
    const values = Float64Array.from(cells, Number);
    const decimals = cells.reduce((most, cell) => Math.max(most, decimalsOf(cell)), 0);
    const order = values.length > FITTED ? shuffle(keyed(0, 'modes'), values.length) : undefined;
    const fitted = order
      ? Float64Array.from(order.subarray(0, FITTED), (i) => values[i] as number) // In range.
      : values;
    const [min, max] = values.reduce<readonly [number, number]>(
      ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
      [Infinity, -Infinity],
    );
    return { kind: 'number', name, decimals, min, max, modes: fitModes(fitted) };
  },
  category({ name, cells }) {
    const counts = new Map<string, number>();
    for (const cell of cells) counts.set(cell, (counts.get(cell) ?? 0) + 1);
    if (counts.size > limits.categories) {
      const message = `column ${name}: has ${counts.size.toLocaleString('en-US')} different values that are no numbers, the limit is ${limits.categories}${numbersAmong(cells)}; leave it out, or group its values`;
      throw new CoreError('data-mismatch', message);
    }
    if (counts.size < 2) return describe.constant({ name, cells });
    const sorted = [...counts].toSorted(([a], [b]) =>
      isNumberText(a) && isNumberText(b) ? Number(a) - Number(b) : a < b ? -1 : 1,
    );
    return {
      kind: 'category',
      name,
      categories: sorted.map(([category]) => category),
      counts: sorted.map(([, count]) => count),
    };
  },
  constant: ({ name, cells: [value = ''] }) => ({ kind: 'constant', name, value }),
};

/** For a message: the cells that keep a column from being numbers. */
function numbersAmong(cells: readonly string[]): string {
  const others = new Set(cells.filter((cell) => !isNumberText(cell) && !MISSING.test(cell)));
  if (others.size > FEW) return '';
  const shown = [...others].slice(0, 3).map((cell) => JSON.stringify(cell));
  return shown.length > 0 ? ` (all are numbers but ${shown.join(', ')})` : '';
}

/** The digits after the point, for `1.50e-3` those of 0.00150. */
function decimalsOf(cell: string): number {
  const [, digits = '', exponent = '0'] = /^[^.e]*(?:\.(\d*))?(?:e(.*))?$/i.exec(cell) ?? [];
  return Math.min(MOST_DECIMALS, Math.max(0, digits.length - Number(exponent)));
}

type Read<Kind> = (column: TextColumn, of: Extract<Column, { kind: Kind }>) => Float64Array;

const read: { readonly [Kind in Column['kind']]: Read<Kind> } = {
  number({ name, cells }) {
    const wrong = cells.find((cell) => !isNumberText(cell));
    if (wrong === undefined) return Float64Array.from(cells, Number);
    const message = `column ${name}: ${JSON.stringify(wrong)} is no number; give a table whose column has numbers alone`;
    throw new CoreError('data-mismatch', message);
  },
  category({ name, cells }, { categories }) {
    const indices = new Map(categories.map((category, i) => [category, i]));
    return Float64Array.from(cells, (cell) => {
      const index = indices.get(cell);
      if (index !== undefined) return index;
      const message = `column ${name}: ${JSON.stringify(cell)} is none of its categories; leave such rows out`;
      throw new CoreError('data-mismatch', message);
    });
  },
  constant: () => new Float64Array(),
};

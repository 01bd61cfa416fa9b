/**
 * A table is its columns as data: what each holds, and how its values become numbers for networks. A run
 * keeps it in its settings, an ONNX file in its metadata. An encoded row is a vector: for each column of
 * numbers one number in [-1, 1], the place within a mode; then, for each column of numbers, which of its
 * modes it is; then, for each column of categories, which of them it is. Choices are one-hot, or
 * probabilities.
 */
import { limits, sizeProblem } from '../limits.ts';
import { odd } from '../text/vocabulary.ts';

/** A normal distribution of a mixture. */
export interface Mode {
  readonly mean: number;
  readonly stddev: number;
  /** Its share of the values, in (0, 1]. */
  readonly weight: number;
}

/** Numbers with at most this many digits after the point; whole numbers have 0. */
export interface NumberColumn {
  readonly kind: 'number';
  readonly name: string;
  readonly decimals: number;
  /** The least and the largest value of the data; no generated value is beyond. */
  readonly min: number;
  readonly max: number;
  readonly modes: readonly Mode[];
}

/** One of several texts. */
export interface CategoryColumn {
  readonly kind: 'category';
  readonly name: string;
  readonly categories: readonly string[];
  /** The number of rows of each category. */
  readonly counts: readonly number[];
}

/** The same text in each row; it is no part of an encoded row. */
export interface ConstantColumn {
  readonly kind: 'constant';
  readonly name: string;
  readonly value: string;
}

export type Column = NumberColumn | CategoryColumn | ConstantColumn;
export type Table = readonly Column[];

/** The most digits after the point that are kept. */
export const MOST_DECIMALS = 15;

const numberColumns = (table: Table): NumberColumn[] =>
  table.filter((column) => column.kind === 'number');
export const categoryColumns = (table: Table): CategoryColumn[] =>
  table.filter((column) => column.kind === 'category');

/** Where the parts of an encoded row are. */
export interface RowLayout {
  /** The columns of numbers: as many values are at the start of a row. */
  readonly numbers: number;
  /** The numbers of modes of these columns. */
  readonly modes: readonly number[];
  /** The numbers of categories of the other columns. */
  readonly categories: readonly number[];
  /** The values of all choices, modes and categories. */
  readonly choices: number;
  /** The values of a row. */
  readonly width: number;
}

const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);

/** Where the parts of the rows of a table are. */
export function layoutOf(table: Table): RowLayout {
  const modes = numberColumns(table).map((column) => column.modes.length);
  const categories = categoryColumns(table).map((column) => column.categories.length);
  const choices = sum(modes) + sum(categories);
  return { numbers: modes.length, modes, categories, choices, width: modes.length + choices };
}

/** The names of the classes of rows: each category of each column, `city=Rome`. */
export function classesOfTable(table: Table): string[] {
  return categoryColumns(table).flatMap(({ name, categories }) =>
    categories.map((category) => `${name}=${category}`),
  );
}

/** What is wrong with a table, beginning with the column; undefined for one within the limits. */
export function tableProblem(value: unknown): string | undefined {
  if (!Array.isArray(value)) return 'must be a list of columns';
  const columns: readonly unknown[] = value;
  const size = sizeProblem(columns.length, limits.columns);
  if (size !== undefined) return `the number of columns ${size}`;
  for (const [i, column] of columns.entries()) {
    const problem = columnProblem(column);
    if (problem !== undefined) return `column ${i + 1}: ${problem}`;
  }
  const table = columns as Table; // Each column has been checked.
  const names = new Set(table.map(({ name }) => name));
  if (names.size < table.length) return 'has two columns of one name';
  const { width } = layoutOf(table);
  if (width === 0) return 'has the same values in each row; a table needs a column that varies';
  const wide = sizeProblem(width, limits.rowValues);
  return wide === undefined ? undefined : `the number of values of an encoded row ${wide}`;
}

type Fields = Readonly<Record<string, unknown>>;

/** By the kind of a column: what is wrong with its fields. */
const problems: Readonly<Record<Column['kind'], (column: Fields) => string | undefined>> = {
  number({ decimals, min, max, modes }) {
    if (!isCount(decimals) || decimals > MOST_DECIMALS) {
      return `decimals must be a whole number from 0 to ${MOST_DECIMALS}`;
    }
    if (!isNumber(min) || !isNumber(max) || min > max)
      return 'min and max must be numbers in order';
    if (!Array.isArray(modes) || modes.length < 1 || modes.length > limits.modes) {
      return `must have 1 to ${limits.modes} modes`;
    }
    return modes.every(isMode) ? undefined : 'a mode has a mean, a stddev above 0 and a weight';
  },
  category({ categories, counts }) {
    if (!Array.isArray(categories) || !categories.every(isCell)) {
      return 'categories must be short texts';
    }
    if (categories.length < 2 || categories.length > limits.categories) {
      return `must have 2 to ${limits.categories} categories (got ${categories.length})`;
    }
    if (new Set(categories).size < categories.length) return 'has a category twice';
    if (!Array.isArray(counts) || counts.length !== categories.length || !counts.every(isCount)) {
      return 'counts must have a whole number for each category';
    }
    return counts.some((count) => count > 0) ? undefined : 'counts must not all be 0';
  },
  constant: ({ value }) => (isCell(value) ? undefined : 'value must be a short text'),
};

function columnProblem(column: unknown): string | undefined {
  if (typeof column !== 'object' || column === null) return 'must be an object';
  const fields = column as Fields;
  const { name, kind } = fields;
  if (!isCell(name) || name === '') return 'must have a name, a short text';
  if (typeof kind !== 'string' || !Object.hasOwn(problems, kind)) {
    return `kind must be one of ${Object.keys(problems).join(', ')}`;
  }
  return problems[kind as Column['kind']](fields);
}

/** A text that a cell can hold: short, and without control characters. */
function isCell(value: unknown): value is string {
  return typeof value === 'string' && value.length <= limits.cellLength && !odd.test(value);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isMode(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { mean, stddev, weight } = value as Fields;
  return isNumber(mean) && isNumber(stddev) && stddev > 0 && isNumber(weight) && weight > 0;
}

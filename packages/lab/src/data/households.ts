/**
 * Households, a synthetic table: made-up numbers and categories that depend on each other in known ways,
 * so that a generator of rows can be tried without a file. No real person is behind a row.
 */
import type { Dataset } from '@ganport/core';
import {
  describeTable,
  fillNormal,
  fillUniform,
  keyed,
  tableDataset,
  tableNotes,
  valuesOfTable,
} from '@ganport/core/internal';
import type { RowOptions } from './options.ts';
import { parseSpec } from './spec-settings.ts';

export interface HouseholdSet {
  readonly count: number;
  readonly seed: number;
}

const USUAL_ROWS = 10_000;
const MOST_ROWS = 1_000_000;
/** The seed of the rows that no run learns from. */
const TEST_SEED = 2;

/**
 * Parses `households`, `households:count=5000,seed=1`, or `households-test`, other rows of the same
 * distribution; undefined for the name of other data.
 *
 * @throws LabError 'bad-argument' with the known settings or values
 */
export function parseHouseholds(spec: string): HouseholdSet | undefined {
  const name = spec.startsWith('households-test') ? 'households-test' : 'households';
  const settings = parseSpec(spec, name, ['count', 'seed']);
  return (
    settings && {
      count: settings.whole('count', USUAL_ROWS, 2, MOST_ROWS),
      seed: settings.whole('seed', name === 'households' ? 1 : TEST_SEED, 0, 2 ** 32 - 1),
    }
  );
}

const REGIONS = ['north', 'east', 'south', 'west'] as const;
const SCHOOLS = ['primary', 'secondary', 'university'] as const;
/** The average rent of a square meter by region. */
const RENTS = [11, 8, 9.5, 14];

/** The cells of one household, from uniform numbers and standard normal ones. */
function household(uniform: ArrayLike<number>, normal: ArrayLike<number>) {
  const [u, n] = [(i: number) => uniform[i] ?? NaN, (i: number) => normal[i] ?? NaN];
  // Two generations: around 31 and around 62.
  const isOld = u(0) < 0.4;
  const age = Math.round(Math.min(95, Math.max(18, (isOld ? 62 : 31) + (isOld ? 9 : 6) * n(0))));
  const region = pick([0.35, 0.1, 0.25, 0.3], u(1));
  const school = pick(isOld ? [0.3, 0.5, 0.2] : [0.08, 0.47, 0.45], u(2));
  const works = u(3) < (age > 66 ? 0.08 : 0.75 + 0.08 * school);
  const people = 1 + pick(isOld ? [0.45, 0.42, 0.08, 0.05] : [0.3, 0.28, 0.2, 0.22], u(4));
  const median = works ? 1500 * 1.45 ** school * (1 + 0.008 * (age - 18)) : 950 + 180 * school;
  const income = Math.round(median * Math.exp(0.25 * n(1)));
  const area = Math.max(18, 28 + 17 * people + 0.006 * income + 9 * n(2));
  const owns = u(5) < (isOld ? 0.65 : 0.2) + (income > 3500 ? 0.2 : 0);
  const rent = (RENTS[region] ?? NaN) * area * Math.exp(0.12 * n(3));
  return {
    age: String(age),
    region: REGIONS[region] ?? '',
    school: SCHOOLS[school] ?? '',
    works: works ? 'yes' : 'no',
    people: String(people),
    income: String(income),
    area: area.toFixed(1),
    home: owns ? 'owned' : 'rented',
    // Owners pay nothing but for the upkeep.
    cost: (owns ? 0.2 * rent : rent).toFixed(2),
  };
}

/** The index that a number in [0, 1) falls to, by shares whose sum is 1. */
function pick(shares: readonly number[], uniform: number): number {
  let rest = uniform;
  const found = shares.findIndex((share) => (rest -= share) < 0);
  return found < 0 ? shares.length - 1 : found;
}

/** Makes the table; the same set is the same rows. */
export async function loadHouseholds(
  { count, seed }: HouseholdSet,
  { table: known, discrete }: RowOptions = {},
): Promise<Dataset> {
  const uniform = new Float32Array(6 * count);
  const normal = new Float32Array(4 * count);
  fillUniform(keyed(seed, 'households', 0, 0), uniform);
  fillNormal(keyed(seed, 'households', 0, 1), normal);
  const all = Array.from({ length: count }, (_, i) =>
    household(uniform.subarray(6 * i, 6 * i + 6), normal.subarray(4 * i, 4 * i + 4)),
  );
  const names = Object.keys(all[0] ?? {}) as (keyof ReturnType<typeof household>)[];
  const columns = names.map((name) => ({ name, cells: all.map((row) => row[name]) }));
  const { table, values } = known
    ? { table: known, values: valuesOfTable(columns, known) }
    : describeTable(columns, discrete);
  const name = `households (synthetic table, seed ${seed})`;
  return tableDataset({ name, table, values, size: count, notes: tableNotes(table) });
}

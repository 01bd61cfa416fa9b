/** Metrics of tables: models against scikit-learn (fixtures/tables/make.py), associations in closed form. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Table } from '../../tables/table.ts';
import { association, associationDifference, totalVariation } from './association.ts';
import { momentsOf, tableFeatures } from './features.ts';
import { fitLogistic, fitRidge } from './linear.ts';
import { transferQuality } from './transfer.ts';

interface Linear {
  readonly features: readonly (readonly number[])[];
  readonly numbers: readonly number[];
  readonly classes: readonly number[];
  readonly ridge: readonly number[];
  readonly logistic: readonly number[];
}
const url = new URL('../../../../../fixtures/tables/golden.json', import.meta.url);
const { linear } = JSON.parse(readFileSync(url, 'utf8')) as { linear: Linear };

test('ridge and logistic regression have the weights of scikit-learn', () => {
  const { features, numbers, classes, ridge, logistic } = linear;
  const rows = { data: Float64Array.from(features.flat()), count: features.length, width: 3 };
  const error = (actual: Float64Array, expected: readonly number[]) =>
    Math.max(...expected.map((value, i) => Math.abs(value - (actual[i] ?? NaN))));
  expect(error(fitRidge(rows, Float64Array.from(numbers)), ridge)).toBeLessThan(1e-10);
  expect(error(fitLogistic(rows, classes), logistic)).toBeLessThan(1e-6);
});

test('associations', () => {
  const numbers = (...values: number[]) => ({ values: Float64Array.from(values) });
  const categories = (...values: number[]) => ({
    values: Float64Array.from(values),
    categories: 3,
  });
  expect(association(numbers(1, 2, 3), numbers(2, 4, 6))).toBeCloseTo(1, 12);
  expect(association(numbers(1, 2, 3), numbers(3, 2, 1))).toBeCloseTo(-1, 12);
  expect(association(numbers(1, 2, 3), numbers(5, 5, 5))).toBe(0);
  // Between the means 1 and 4 is 9 of the sum of squares 9 + 4.
  const ratio = association(categories(0, 0, 1, 1), numbers(0, 2, 3, 5));
  expect(ratio).toBeCloseTo(Math.sqrt(9 / 13), 12);
  expect(association(numbers(0, 2, 3, 5), categories(0, 0, 1, 1))).toBe(ratio);
  expect(association(categories(0, 1, 2), categories(1, 2, 0))).toBeCloseTo(1, 12);
  expect(association(categories(0, 0, 1, 1), categories(0, 1, 0, 1))).toBeCloseTo(0, 12);
  // A table of 3, 1, 1, 3: χ² is 2 of 8.
  const a = categories(0, 0, 0, 0, 1, 1, 1, 1);
  expect(association(a, categories(0, 0, 0, 1, 0, 1, 1, 1))).toBeCloseTo(0.5, 12);
  expect(
    associationDifference([numbers(1, 2), numbers(1, 2)], [numbers(1, 2), numbers(2, 1)]),
  ).toBe(2);
  expect(totalVariation(Float64Array.of(0, 0, 1, 1), Float64Array.of(0, 2), 3)).toBeCloseTo(
    0.5,
    12,
  );
});

const table: Table = [
  {
    kind: 'number',
    name: 'x',
    decimals: 3,
    min: -9,
    max: 9,
    modes: [
      { mean: -1, stddev: 1, weight: 0.5 },
      { mean: 3, stddev: 1, weight: 0.5 },
    ],
  },
  { kind: 'category', name: 'sign', categories: ['-', '+'], counts: [50, 50] },
  { kind: 'constant', name: 'unit', value: 'm' },
];

test('features: numbers by mean and deviation, categories one-hot, constants not at all', () => {
  expect(momentsOf(table[0] as never)).toEqual({ mean: 1, stddev: Math.sqrt(5) });
  const columns = [
    Float64Array.of(1, 1 + Math.sqrt(5)),
    Float64Array.of(1, 0),
    Float64Array.of(0, 0),
  ];
  expect(tableFeatures(table, columns, 2)).toEqual({
    data: Float64Array.of(0, 0, 1, 1, 1, 0),
    count: 2,
    width: 3,
  });
  expect([...tableFeatures(table, columns, 2, 0).data]).toEqual([0, 1, 1, 0]);
});

test('a model of rows that depend on each other predicts; one of rows that do not does not', () => {
  const x = Float64Array.from({ length: 200 }, (_, i) => ((i * 37) % 200) / 20 - 4);
  const sign = x.map((value) => Number(value > 1));
  const shuffled = sign.map((_, i) => sign[(i * 61) % 200] ?? 0);
  const none = new Float64Array(200);
  const good = transferQuality(table, [x, sign, none], [x, sign, none]);
  const bad = transferQuality(table, [x, shuffled, none], [x, sign, none]);
  expect(good.accuracy).toBeGreaterThan(0.97);
  // The halves of a uniform distribution explain three quarters of its variance.
  expect(good.r2).toBeCloseTo(0.75, 1);
  expect(bad.accuracy).toBeLessThan(0.7);
  expect(bad.r2).toBeLessThan(0.3);
});

import { expect, test } from 'vitest';
import {
  conditionMetadata,
  conditionOf,
  conditionOfMetadata,
  conditionText,
  quantileOf,
  spreadConditions,
} from './condition.ts';

const values = Float32Array.from({ length: 1001 }, (_, i) => 10 + ((i * 577) % 1001) / 10);
const condition = conditionOf({ name: 'energy', unit: 'GeV', values });

test('quantiles go from the least to the greatest value', () => {
  expect(condition.quantiles).toHaveLength(33);
  expect([0, 0.25, 0.5, 1].map((share) => quantileOf(condition, share))).toEqual(
    [10, 35, 60, 110].map((value) => expect.closeTo(value, 0)),
  );
  expect(conditionText(condition, 12.3456)).toBe('12.3 GeV');
  expect(conditionText({ ...condition, unit: '' }, 900)).toBe('900');
});

test('conditions are spread like those of the data', () => {
  const squares = conditionOf({ name: 'energy', unit: '', values: values.map((v) => v * v) });
  const spread = spreadConditions(squares, 1000).toSorted();
  for (const share of [0.1, 0.5, 0.9]) {
    const there = Math.sqrt(spread[1000 * share] ?? NaN);
    expect(Math.abs(there - (10 + 100 * share))).toBeLessThan(0.5);
  }
});

test('a file keeps the condition; what is none is not taken for one', () => {
  const metadata = conditionMetadata(condition);
  expect(conditionOfMetadata(metadata['ganport.condition'])).toEqual(condition);
  expect(metadata['ganport.range.condition']).toBe('10 110');
  const hostile = [
    undefined,
    '{',
    '{}',
    JSON.stringify({ ...condition, quantiles: [1] }),
    JSON.stringify({ ...condition, quantiles: [0, 1] }),
    JSON.stringify({ ...condition, quantiles: Array(2000).fill(1) }),
  ];
  expect(hostile.map((text) => conditionOfMetadata(text))).toEqual(hostile.map(() => undefined));
});

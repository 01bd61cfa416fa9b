import { expect, test } from 'vitest';
import { drawRandomInputs } from './random-inputs.ts';

const draws = [
  { name: 'random.0', shape: [64, 100], distribution: { kind: 'normal', mean: 0, stddev: 1 } },
  { name: 'random.1', shape: [2, 3], distribution: { kind: 'uniform', min: -1, max: 1 } },
  { name: 'random.2', shape: [], distribution: { kind: 'truncatedNormal', mean: 5, stddev: 0.5 } },
] as const;

test('the draws of a step do not depend on the steps before it', () => {
  const [noise, mask, scalar] = drawRandomInputs(draws, 42, 7);
  expect([noise?.length, mask?.length, scalar?.length]).toEqual([6400, 6, 1]);
  expect(mask?.every((x) => x >= -1 && x < 1)).toBe(true);
  expect(Math.abs((scalar?.[0] ?? NaN) - 5)).toBeLessThanOrEqual(1); // One number: its shape is [].
  expect(drawRandomInputs(draws, 42, 7)).toEqual([noise, mask, scalar]);
  expect(drawRandomInputs(draws, 42, 8)[0]).not.toEqual(noise);
  expect(drawRandomInputs(draws, 43, 7)[0]).not.toEqual(noise);
});

test('two draws of one shape and distribution differ', () => {
  const [first, second] = drawRandomInputs([draws[1], draws[1]], 42, 0);
  expect(first).not.toEqual(second);
});

import { expect, test } from 'vitest';
import { CoreError } from '../errors.ts';
import { fillMask } from './mask.ts';
import { keyed } from './random-source.ts';

const drawn = (probability: number, length: number, seed = 1) => {
  const out = new Float32Array(length).fill(NaN);
  fillMask(keyed(seed, 'test'), out, probability, 2.5);
  return out;
};
const share = (values: Float32Array) => values.filter((x) => x !== 0).length / values.length;

test.each([0.1, 0.3, 0.7, 0.999])('a share of %f is the value, the rest is 0', (probability) => {
  const n = 400_000;
  const values = drawn(probability, n);
  expect(values.every((x) => x === 0 || x === 2.5)).toBe(true);
  // Five standard errors.
  const error = Math.sqrt((probability * (1 - probability)) / n);
  expect(Math.abs(share(values) - probability)).toBeLessThan(5 * error);
  // Neighbors are independent, whether they share a word (0 and 1) or not (1 and 2).
  const both = values.filter((x, i) => x !== 0 && (values[i + 1] ?? 0) !== 0).length / n;
  expect(Math.abs(both - probability ** 2)).toBeLessThan(10 * error);
});

test('probabilities 0 and 1 keep nothing and everything, for any length', () => {
  for (const length of [0, 1, 2, 4095, 4096, 4097]) {
    expect(drawn(0, length).every((x) => x === 0)).toBe(true);
    expect(drawn(1, length).every((x) => x === 2.5)).toBe(true);
  }
});

test('a mask is a prefix of a longer one', () => {
  expect(drawn(0.5, 5001)).toEqual(drawn(0.5, 9000).slice(0, 5001));
  expect(drawn(0.5, 5001, 2)).not.toEqual(drawn(0.5, 5001));
});

test('a probability outside [0, 1] is refused', () => {
  for (const probability of [-0.1, 1.1, NaN])
    expect(() => drawn(probability, 1)).toThrow(CoreError);
});

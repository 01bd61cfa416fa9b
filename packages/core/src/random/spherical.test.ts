/** Against the closed form in the plane, and the lengths that noise has. */
import { expect, test } from 'vitest';
import { sampleNoise } from './sample-noise.ts';
import { slerp } from './spherical.ts';

const length = (vector: Float32Array) => Math.hypot(...vector);

test('in the plane it goes along the circle at one speed', () => {
  const at = (angle: number) => Float32Array.of(Math.cos(angle), Math.sin(angle));
  for (const share of [0, 0.25, 0.5, 0.9, 1]) {
    const found = slerp(at(0.3), at(2.1), share);
    const expected = at(0.3 + share * 1.8);
    for (const axis of [0, 1]) expect(found[axis]).toBeCloseTo(expected[axis] as number, 6);
  }
});

test('between vectors of noise it stays as long as noise is; the straight line does not', () => {
  const noise = sampleNoise(3, 2, 100).data as Float32Array;
  const [a, b] = [noise.subarray(0, 100), noise.subarray(100)];
  const shorter = Math.min(length(a), length(b));
  expect(length(slerp(a, b, 0.5))).toBeGreaterThan(0.97 * shorter);
  expect(length(a.map((value, i) => (value + (b[i] as number)) / 2))).toBeLessThan(0.85 * shorter);
  expect(slerp(a, b, 0)).toEqual(a);
  expect(slerp(a, b, 1)).toEqual(b);
});

test.each([
  ['parallel', 1],
  ['opposite', -1],
])('%s vectors: the straight line', (_, sign) => {
  const a = Float32Array.of(1, 2, 3);
  const middle = slerp(
    a,
    a.map((value) => sign * value),
    0.5,
  );
  for (const [i, value] of middle.entries()) {
    expect(value).toBeCloseTo(sign === 1 ? (a[i] as number) : 0, 5);
  }
});

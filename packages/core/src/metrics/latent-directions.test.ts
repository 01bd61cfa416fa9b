import { expect, test } from 'vitest';
import { latentDirections } from './latent-directions.ts';

/** All vectors of ±1 of a length: their covariance is exactly the identity. */
function corners(length: number): Float32Array[] {
  return Array.from({ length: 2 ** length }, (_, i) =>
    Float32Array.from({ length }, (__, bit) => (i & (1 << bit) ? 1 : -1)),
  );
}

const flat = (rows: readonly Float32Array[]) => Float32Array.from(rows.flatMap((row) => [...row]));

test('of a linear generator, they are its right singular vectors', () => {
  // An orthogonal matrix of reflections, whose columns are scaled by the singular values.
  const axis = Float32Array.from([1, 2, -1, 3, 0.5]);
  const square = axis.reduce((sum, value) => sum + value * value, 0);
  const rows = [...axis.keys()].map((i) =>
    axis.map((value, j) => (i === j ? 1 : 0) - (2 * value * (axis[i] ?? 0)) / square),
  );
  const singular = [5, 3, 2, 1, 0.5];
  const noise = corners(5);
  const images = noise.map((z) =>
    Float32Array.from(rows, (row, k) => {
      const along = row.reduce((sum, value, j) => sum + value * (z[j] ?? 0), 0);
      return 0.3 + (singular[k] ?? 0) * along;
    }),
  );
  const found = latentDirections({ noise: flat(noise), images: flat(images), samples: 32 }, 3);
  const variance = singular.reduce((sum, value) => sum + value * value, 0);
  for (const [k, direction] of found.directions.entries()) {
    const expected = rows[k] ?? new Float32Array(5);
    const sign = Math.sign(
      direction.reduce((sum, value, j) => sum + value * (expected[j] ?? 0), 0),
    );
    for (const [j, value] of direction.entries()) {
      expect(sign * value).toBeCloseTo(expected[j] ?? NaN, 5);
    }
    expect(found.shares[k]).toBeCloseTo((singular[k] ?? 0) ** 2 / variance, 6);
  }
});

test('of a generator that always draws the same image, there are none', () => {
  const noise = flat(corners(3));
  const images = new Float32Array(8 * 4).fill(0.5);
  const { directions, shares } = latentDirections({ noise, images, samples: 8 }, 2);
  expect(shares).toEqual([0, 0]);
  expect(Math.max(...flat(directions).map(Math.abs))).toBe(0);
});

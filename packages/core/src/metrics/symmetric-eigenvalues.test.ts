import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import { factorOf } from './cholesky.ts';
import { withProducts } from './products.ts';
import { normalFeatures } from './samples.test.support.ts';
import { symmetricEigenvalues } from './symmetric-eigenvalues.ts';

/** XᵀX of `rank` random rows, with features of very different sizes. */
function semidefinite(n: number, rank: number): Float64Array {
  const { data } = normalFeatures(
    5,
    rank,
    Array.from({ length: n }, () => 0),
  );
  const x = new Matrix(rank, n);
  for (let i = 0; i < rank; i++) {
    for (let j = 0; j < n; j++) x.set(i, j, (data[i * n + j] ?? NaN) * 10 ** -(j % 7));
  }
  return Float64Array.from(x.transpose().mmul(x).to1DArray());
}

const distance = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - (b[i] ?? NaN))));

describe.each([1, 2, 3, 15, 16, 17, 33, 64, 100, 128, 129, 150])('size %i', (n) => {
  test('eigenvalues are those of ml-matrix', async () => {
    for (const matrix of [semidefinite(n, n + 3), new Float64Array(n * n)]) {
      const original = matrix.slice();
      const eigenvalues = await symmetricEigenvalues(matrix, n);
      const peer = new EigenvalueDecomposition(Matrix.from1DArray(n, n, [...matrix]), {
        assumeSymmetric: true,
      }).realEigenvalues.toSorted((a, b) => a - b);
      const largest = Math.max(1, peer.at(-1) ?? NaN);
      expect(distance(eigenvalues, peer) / largest).toBeLessThan(1e-13);
      expect(matrix).toEqual(original);
    }
  });

  test('a factor gives the matrix again, with about as many rows as its rank', async () => {
    for (const rank of [n, Math.ceil(n / 3)]) {
      const matrix = semidefinite(n, rank);
      await withProducts(async (products) => {
        const { rows, count } = await factorOf(products, matrix, n);
        // Rounding errors may add a row or two, which are tiny.
        expect(count).toBeGreaterThanOrEqual(rank);
        expect(count).toBeLessThanOrEqual(rank + 2);
        const f = Matrix.from1DArray(count, n, [...rows]);
        const again = f.transpose().mmul(f).to1DArray();
        expect(distance(again, matrix) / Math.max(...matrix)).toBeLessThan(1e-11);
      });
    }
  });
});

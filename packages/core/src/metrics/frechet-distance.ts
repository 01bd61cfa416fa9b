/**
 * Fréchet distance between two sets of features taken as Gaussians: ‖μ−μ'‖² + tr(Σ + Σ' − 2(ΣΣ')^½).
 * With Inception's features it is FID (Heusel et al. 2017).
 *
 * Numerics: means and covariances (divisor n − 1) in float64 from centered features. With Σ = VΛVᵀ,
 * ΣΣ' has the eigenvalues of the symmetric Λ^½VᵀΣ'VΛ^½, so tr (ΣΣ')^½ is the sum of their roots: two
 * symmetric eigen-decompositions, no complex numbers and no ε on the diagonal, also when features
 * are constant or samples are fewer than features. Eigenvalues below zero are rounding, taken as 0.
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { CoreError } from '../errors.ts';
import type { Features } from './features.ts';
import { withProducts, type Products } from './products.ts';

export interface Gaussian {
  /** [width] */
  readonly mean: Float64Array;
  /** [width, width], symmetric. */
  readonly covariance: Float64Array;
}

/** Samples whose covariance is added up at a time. */
const BLOCK = 2048;

/** The Fréchet distance of two sets of features, in the square of their units. */
export async function featureDistance(a: Features, b: Features): Promise<number> {
  return withProducts(async (products) =>
    frechetDistance(await gaussianOf(products, a), await gaussianOf(products, b)),
  );
}

/** Mean and covariance. @throws CoreError 'bad-argument' for fewer than two samples */
async function gaussianOf(products: Products, features: Features): Promise<Gaussian> {
  const { data, count, width } = features;
  if (count < 2) {
    throw new CoreError('bad-argument', `fid: a covariance needs 2 samples, there are ${count}`);
  }
  const mean = new Float64Array(width);
  for (let i = 0; i < data.length; i++) {
    const k = i % width; // In range, as all indices below.
    mean[k] = (mean[k] as number) + (data[i] as number) / count;
  }
  const covariance = new Float64Array(width * width);
  for (let start = 0; start < count; start += BLOCK) {
    const rows = Math.min(BLOCK, count - start);
    const centered = new Float64Array(width * rows);
    for (let i = 0; i < rows; i++) {
      for (let k = 0; k < width; k++) {
        centered[k * rows + i] = (data[(start + i) * width + k] as number) - (mean[k] as number);
      }
    }
    const block = await products(centered, centered, rows);
    for (let i = 0; i < block.length; i++) {
      covariance[i] = (covariance[i] as number) + (block[i] as number) / (count - 1);
    }
  }
  return { mean, covariance };
}

/** The Fréchet distance of two Gaussians. @throws CoreError 'data-mismatch' when widths differ */
export function frechetDistance(a: Gaussian, b: Gaussian): number {
  const width = a.mean.length;
  if (b.mean.length !== width) {
    const message = `fid: features of ${width} and of ${b.mean.length} numbers; compare what one extractor made`;
    throw new CoreError('data-mismatch', message);
  }
  const apart = a.mean.reduce((sum, value, k) => sum + (value - (b.mean[k] ?? NaN)) ** 2, 0);
  const [first, second] = [a, b].map(({ covariance }) =>
    Matrix.from1DArray(width, width, covariance),
  ) as [Matrix, Matrix];
  const { eigenvectorMatrix: vectors, realEigenvalues } = symmetricEigen(first);
  const root = vectors.mulRowVector(realEigenvalues.map(rootOf));
  const eigenvalues = symmetricEigen(root.transpose().mmul(second).mmul(root)).realEigenvalues;
  const shared = eigenvalues.reduce((sum, value) => sum + rootOf(value), 0);
  return Math.max(0, apart + first.trace() + second.trace() - 2 * shared);
}

function symmetricEigen(matrix: Matrix): EigenvalueDecomposition {
  return new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
}

function rootOf(eigenvalue: number): number {
  return Math.sqrt(Math.max(0, eigenvalue));
}

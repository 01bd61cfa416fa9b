/**
 * The Fréchet distance of two sets of features, each approximated by a Gaussian:
 * ‖μ−μ'‖² + tr(Σ + Σ' − 2(ΣΣ')^½). With the features of Inception it is FID (Heusel et al. 2017).
 *
 * Numerics: means and covariances (divisor n − 1) are computed in float64 from centered features. With
 * Σ = VΛVᵀ, ΣΣ' has the eigenvalues of the symmetric Λ^½VᵀΣ'VΛ^½, so tr (ΣΣ')^½ is the sum of their
 * square roots. This needs two symmetric eigendecompositions, no complex numbers and no ε on the
 * diagonal, also when features are constant or outnumber the samples. Negative eigenvalues are rounding
 * errors and count as 0. Loops run over typed arrays with indices below their lengths, hence the casts.
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { CoreError } from '../errors.ts';
import type { Features } from './features.ts';
import { withProducts, type Products } from './products.ts';

/** A Gaussian distribution of features. */
export interface Gaussian {
  /** [width] */
  readonly mean: Float64Array;
  /** [width, width], symmetric. */
  readonly covariance: Float64Array;
}

/** The number of samples in a product of matrices. */
const BLOCK = 2048;

/**
 * The Fréchet distance of two sets of features, in the square of their units. It is symmetric.
 *
 * @throws CoreError 'bad-argument' for fewer than two samples, 'data-mismatch' when the widths differ
 * @example
 * const fid = await featureDistance(realFeatures, generatedFeatures);
 */
export async function featureDistance(a: Features, b: Features): Promise<number> {
  return withProducts(async (products) =>
    frechetDistance(await gaussianOf(products, a), await gaussianOf(products, b)),
  );
}

/** The mean and the covariance. @throws CoreError 'bad-argument' for fewer than two samples */
async function gaussianOf(products: Products, features: Features): Promise<Gaussian> {
  const { data, count, width } = features;
  if (count < 2) {
    throw new CoreError('bad-argument', `fid: a covariance needs 2 samples, got ${count}`);
  }
  const mean = new Float64Array(width);
  for (let i = 0; i < data.length; i++) {
    const k = i % width;
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

/**
 * The Fréchet distance of two Gaussians (Dowson & Landau 1982).
 *
 * @throws CoreError 'data-mismatch' when the widths differ
 * @example
 * const fid = frechetDistance({ mean, covariance }, { mean: mean2, covariance: covariance2 });
 */
export function frechetDistance(a: Gaussian, b: Gaussian): number {
  const width = a.mean.length;
  if (b.mean.length !== width) {
    const message = `fid: features of ${width} and of ${b.mean.length} numbers; compare features of one extractor`;
    throw new CoreError('data-mismatch', message);
  }
  const means = a.mean.reduce((sum, value, k) => sum + (value - (b.mean[k] ?? NaN)) ** 2, 0);
  const first = Matrix.from1DArray(width, width, a.covariance);
  const second = Matrix.from1DArray(width, width, b.covariance);
  const { eigenvectorMatrix: vectors, realEigenvalues } = symmetricEigen(first);
  const root = vectors.mulRowVector(realEigenvalues.map(rootOf));
  const eigenvalues = symmetricEigen(root.transpose().mmul(second).mmul(root)).realEigenvalues;
  const traceOfRoot = eigenvalues.reduce((sum, value) => sum + rootOf(value), 0);
  return Math.max(0, means + first.trace() + second.trace() - 2 * traceOfRoot);
}

function symmetricEigen(matrix: Matrix): EigenvalueDecomposition {
  return new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
}

function rootOf(eigenvalue: number): number {
  return Math.sqrt(Math.max(0, eigenvalue));
}

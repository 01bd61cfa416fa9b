/**
 * The Fréchet distance of two sets of features, each approximated by a Gaussian:
 * ‖μ−μ'‖² + tr(Σ + Σ' − 2(ΣΣ')^½). With the features of Inception it is FID (Heusel et al. 2017).
 *
 * Numerics: everything is float64. A covariance Σ (divisor n − 1) is FᵀF: F are contrasts of the
 * samples, or a Cholesky factor where the samples outnumber the features. tr (ΣΣ')^½ is the sum of the
 * singular values of M = FF'ᵀ, the square roots of the eigenvalues of MMᵀ, of which there are as many as
 * the smaller rank. This needs no complex numbers and no ε on the diagonal, also when features are
 * constant or outnumber the samples. Negative eigenvalues are rounding errors and count as 0. An
 * eigenvalue's error is about ε of the largest, so a singular value's is at most 1e-8 of the largest,
 * where it is that small itself; tests find errors below 1e-8 of tr(Σ + Σ'). Loops run over typed arrays
 * with indices below their lengths, hence the casts.
 */
import { CoreError } from '../errors.ts';
import { factorOf, type Factor } from './cholesky.ts';
import type { Features } from './features.ts';
import { symmetricProducts, withProducts, type Products } from './products.ts';
import { symmetricEigenvalues } from './symmetric-eigenvalues.ts';

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
  checkWidths(a.width, b.width);
  return withProducts(async (products) =>
    distanceOf(products, await momentsOf(products, a), await momentsOf(products, b)),
  );
}

/**
 * The Fréchet distance of two Gaussians (Dowson & Landau 1982).
 *
 * @throws CoreError 'data-mismatch' when the widths differ
 * @example
 * const fid = await frechetDistance({ mean, covariance }, { mean: mean2, covariance: covariance2 });
 */
export async function frechetDistance(a: Gaussian, b: Gaussian): Promise<number> {
  checkWidths(a.mean.length, b.mean.length);
  return withProducts(async (products) => {
    const moments = async ({ mean, covariance }: Gaussian): Promise<Moments> => ({
      mean,
      factor: await factorOf(products, covariance, mean.length),
    });
    return distanceOf(products, await moments(a), await moments(b));
  });
}

function checkWidths(a: number, b: number): void {
  if (a === b) return;
  const message = `fid: features of ${a} and of ${b} numbers; compare features of one extractor`;
  throw new CoreError('data-mismatch', message);
}

/** A Gaussian by its mean and a factor of its covariance. */
interface Moments {
  readonly mean: Float64Array;
  readonly factor: Factor;
}

/** @throws CoreError 'bad-argument' for fewer than two samples */
async function momentsOf(products: Products, features: Features): Promise<Moments> {
  const { data, count, width } = features;
  if (count < 2) {
    throw new CoreError('bad-argument', `fid: a covariance needs 2 samples, got ${count}`);
  }
  const mean = new Float64Array(width);
  for (let start = 0; start < data.length; start += width) {
    for (let k = 0; k < width; k++) {
      mean[k] = (mean[k] as number) + (data[start + k] as number) / count;
    }
  }
  if (count <= width) return { mean, factor: contrasts(features) };
  const covariance = new Float64Array(width * width);
  for (let start = 0; start < count; start += BLOCK) {
    const rows = Math.min(BLOCK, count - start);
    const block = await symmetricProducts(products, centered(features, mean, start, rows), rows);
    for (let i = 0; i < block.length; i++) {
      covariance[i] = (covariance[i] as number) + (block[i] as number) / (count - 1);
    }
  }
  return { mean, factor: await factorOf(products, covariance, width) };
}

/** Some samples minus the mean as columns: [width, rows]. Tiles of them stay in the processor's cache. */
function centered({ data, width }: Features, mean: Float64Array, start: number, rows: number) {
  const TILE = 64;
  const columns = new Float64Array(width * rows);
  for (let first = 0; first < rows; first += TILE) {
    const last = Math.min(first + TILE, rows);
    for (let k = 0; k < width; k++) {
      for (let i = first; i < last; i++) {
        columns[k * rows + i] = (data[(start + i) * width + k] as number) - (mean[k] as number);
      }
    }
  }
  return columns;
}

/**
 * Rows F with FᵀF = Σ, one fewer than there are samples: the contrasts of Helmert's matrix, whose rows are
 * orthonormal and sum to 0.
 */
function contrasts({ data, count, width }: Features): Factor {
  const rows = new Float64Array((count - 1) * width);
  const sum = new Float64Array(width);
  for (let i = 1; i < count; i++) {
    const scale = 1 / Math.sqrt(i * (i + 1) * (count - 1));
    for (let k = 0; k < width; k++) {
      sum[k] = (sum[k] as number) + (data[(i - 1) * width + k] as number);
      const value = (sum[k] as number) - i * (data[i * width + k] as number);
      rows[(i - 1) * width + k] = scale * value;
    }
  }
  return { rows, count: count - 1 };
}

async function distanceOf(products: Products, a: Moments, b: Moments): Promise<number> {
  const width = a.mean.length;
  const means = a.mean.reduce((sum, value, k) => sum + (value - (b.mean[k] as number)) ** 2, 0);
  const [fewer, more] = a.factor.count <= b.factor.count ? [a, b] : [b, a];
  const traces = squares(a.factor.rows) + squares(b.factor.rows);
  const rank = fewer.factor.count;
  if (rank === 0) return means + traces;
  const across = await products(fewer.factor.rows, more.factor.rows, width);
  const gram = await symmetricProducts(products, across, more.factor.count);
  const eigenvalues = await symmetricEigenvalues(gram, rank);
  const traceOfRoot = eigenvalues.reduce((sum, value) => sum + Math.sqrt(Math.max(0, value)), 0);
  return Math.max(0, means + traces - 2 * traceOfRoot);
}

/** The squared Frobenius norm; that of a factor is the trace of the covariance. */
function squares(rows: Float64Array): number {
  return rows.reduce((sum, value) => sum + value * value, 0);
}

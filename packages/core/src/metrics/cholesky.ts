/**
 * Factors of covariances: rows F with FᵀF = Σ, by a Cholesky decomposition in blocks of columns (Golub &
 * Van Loan, section 4.2), whose large products ONNX Runtime computes. Σ may be singular: a feature that
 * depends linearly on those before it adds no row. Loops run over typed arrays with indices below their
 * lengths, hence the casts.
 */
import type { Products } from './products.ts';

/** Rows [count, width] with FᵀF = Σ. */
export interface Factor {
  readonly rows: Float64Array;
  readonly count: number;
}

/** Columns that are decomposed in JavaScript after a product with those before them. */
const BLOCK = 32;

/**
 * The factor of a symmetric positive semidefinite matrix.
 *
 * @param matrix [width, width], not changed
 */
export async function factorOf(
  products: Products,
  matrix: Float64Array,
  width: number,
): Promise<Factor> {
  const variances = Float64Array.from({ length: width }, (_, i) => matrix[i * width + i] as number);
  /** L, where Σ = LLᵀ, as far as it is known. */
  const lower = new Float64Array(width * width);
  const rows = new Float64Array(width * width);
  let count = 0;
  for (let start = 0; start < width; start += BLOCK) {
    const size = width - start;
    const block = Math.min(BLOCK, size);
    const known = lower.subarray(start * width);
    // What the known columns leave of the block's: [size, block].
    const columns = await products(known, known.subarray(0, block * width), width);
    for (let i = 0; i < size; i++) {
      for (let k = 0; k < block; k++) {
        const entry = matrix[(start + i) * width + start + k] as number;
        columns[i * block + k] = entry - (columns[i * block + k] as number);
      }
    }
    factorBlock(columns, size, block, variances.subarray(start));
    for (let i = 0; i < size; i++) {
      known.set(columns.subarray(i * block, (i + 1) * block), i * width + start);
    }
    for (let k = 0; k < block; k++) {
      if (columns[k * block + k] === 0) continue;
      for (let i = k; i < size; i++) {
        rows[count * width + start + i] = columns[i * block + k] as number;
      }
      count += 1;
    }
  }
  return { rows: rows.subarray(0, count * width), count };
}

/**
 * Cholesky of the first `block` columns of a matrix, in place. What is left of a variance after the
 * columns before it is rounding error below width · ε of it; then the column is 0.
 */
function factorBlock(
  columns: Float64Array,
  size: number,
  block: number,
  variances: Float64Array,
): void {
  for (let k = 0; k < block; k++) {
    const pivotRow = columns.subarray(k * block, k * block + k);
    for (let i = 0; i < size; i++) {
      if (i < k) {
        columns[i * block + k] = 0;
        continue;
      }
      let sum = columns[i * block + k] as number;
      for (let j = 0; j < k; j++)
        sum -= (columns[i * block + j] as number) * (pivotRow[j] as number);
      columns[i * block + k] = sum;
    }
    const pivot = columns[k * block + k] as number;
    const negligible = size * 4 * Number.EPSILON * (variances[k] as number);
    const scale = pivot > negligible ? 1 / Math.sqrt(pivot) : 0;
    for (let i = k; i < size; i++)
      columns[i * block + k] = (columns[i * block + k] as number) * scale;
  }
}

/**
 * Factors of covariances: rows F with FᵀF = Σ, by a Cholesky decomposition in blocks whose large products
 * ONNX Runtime computes. Σ may be singular: a feature that depends linearly on those before it adds no
 * row. Loops run over typed arrays with indices below their lengths, hence the casts.
 */
import type { Products } from './products.ts';

/** Rows [count, width] with FᵀF = Σ. */
export interface Factor {
  readonly rows: Float64Array;
  readonly count: number;
}

const BLOCK = 128;

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
  /** Row i of the factor is column i of L, where Σ = LLᵀ. */
  const rows: Float64Array[] = [];
  let rest = matrix;
  for (let start = 0; start < width; start += BLOCK) {
    const size = width - start;
    const block = Math.min(BLOCK, size);
    // Columns of L for this block, row by row: [size, block].
    const columns = new Float64Array(size * block);
    for (let i = 0; i < size; i++) {
      columns.set(rest.subarray(i * size, i * size + block), i * block);
    }
    factorBlock(columns, size, block, variances.subarray(start));
    for (let k = 0; k < block; k++) {
      if (columns[k * block + k] === 0) continue;
      const row = new Float64Array(width);
      for (let i = k; i < size; i++) row[start + i] = columns[i * block + k] as number;
      rows.push(row);
    }
    if (size === block) break;
    const below = columns.subarray(block * block);
    const update = await products(below, below, block);
    const next = size - block;
    for (let i = 0; i < next; i++) {
      const from = (i + block) * size + block;
      for (let j = 0; j < next; j++) {
        update[i * next + j] = (rest[from + j] as number) - (update[i * next + j] as number);
      }
    }
    rest = update;
  }
  const all = new Float64Array(rows.length * width);
  for (const [i, row] of rows.entries()) all.set(row, i * width);
  return { rows: all, count: rows.length };
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

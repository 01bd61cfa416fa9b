/**
 * Squared Euclidean distances between all rows of two sets. They are computed in blocks of rows, so that
 * memory is bounded for any number of samples. The loops run over typed arrays: an index is in range
 * where it is below the length of the array, hence the casts.
 */
import { checkSameWidth, type Features } from './features.ts';
import type { Products } from './products.ts';

/** Numbers in a block of distances: 32 MB in float64. */
const BLOCK = 2 ** 22;

/**
 * Calls `visit` for every row of `a`, in order, with its squared distances to all rows of `b`. The array
 * is reused for later rows. Distances are |x|² + |y|² − 2x·y in float64, so the distance of a vector to
 * itself is zero up to rounding.
 *
 * @throws CoreError 'data-mismatch' when the widths differ
 */
export async function eachRowOfDistances(
  products: Products,
  a: Features,
  b: Features,
  visit: (row: number, squared: Float64Array) => void,
): Promise<void> {
  checkSameWidth(a, b);
  const columns = Float64Array.from(b.data);
  const columnNorms = squaredNorms(columns, b.width);
  const blockRows = Math.max(1, Math.floor(BLOCK / b.count));
  for (let start = 0; start < a.count; start += blockRows) {
    const end = Math.min(start + blockRows, a.count);
    const rows = Float64Array.from(a.data.subarray(start * a.width, end * a.width));
    const rowNorms = squaredNorms(rows, a.width);
    const block = await products(rows, columns, a.width);
    for (let i = 0; i < rowNorms.length; i++) {
      const row = block.subarray(i * b.count, (i + 1) * b.count);
      const norm = rowNorms[i] ?? NaN;
      for (let j = 0; j < row.length; j++) {
        const squared = norm + (columnNorms[j] as number) - 2 * (row[j] as number);
        row[j] = squared > 0 ? squared : 0;
      }
      visit(start + i, row);
    }
  }
}

function squaredNorms(rows: Float64Array, width: number): Float64Array {
  const norms = new Float64Array(rows.length / width);
  for (let i = 0; i < rows.length; i++) {
    const value = rows[i] as number;
    const row = Math.floor(i / width);
    norms[row] = (norms[row] as number) + value * value;
  }
  return norms;
}

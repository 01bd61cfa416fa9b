/**
 * A band of the same eigenvalues as a symmetric matrix, by Householder reflections in blocks (Bischof,
 * Lang & Sun 2000), which ONNX Runtime applies. Loops run over typed arrays with indices below their
 * lengths, hence the casts.
 */
import { withProgram, type Matrix } from './programs.ts';

/** The number of diagonals below the main one in the band, and of reflections in a block. */
export const BAND = 16;

/** Blocks of reflections that are collected before the matrix itself changes: it is read less often. */
const GROUP = 8;

/** The least norm of what a reflection removes, where the matrix's largest entry is about 1. */
const NEGLIGIBLE = 1e-100;

/**
 * Reduces a symmetric matrix to a band.
 *
 * @param matrix [n, n], not changed
 * @returns entry (j + d, j) of the band at j · (BAND + 2) + d for d up to BAND; the last of each column is 0
 */
export async function toBand(matrix: Float64Array, n: number): Promise<Float64Array> {
  const stride = BAND + 2;
  const band = new Float64Array(n * stride);
  await withProgram(REFLECTION, ['left2', 'right2', 'rows'], (reflection) =>
    withProgram(REST, ['rest'], async (rest) => {
      let a: Matrix = { data: matrix, columns: n };
      for (let start = 0; start < n; start += GROUP * BAND) {
        const size = n - start;
        let left: Matrix = { data: new Float64Array(0), columns: size };
        let right = left;
        let rows: Float64Array = a.data.slice(0, Math.min(BAND, size) * size);
        for (let offset = 0; offset < Math.min(GROUP * BAND, size); offset += BAND) {
          const { v, t } = reflect(rows, size, offset + BAND);
          for (let j = 0; j * size < rows.length; j++) {
            const from = j * size + offset + j;
            const entries = rows.subarray(from, Math.min(from + BAND + 1, (j + 1) * size));
            band.set(entries, (start + offset + j) * stride);
          }
          if (offset + BAND >= size) return;
          const next = await reflection({ a, left, right, v, t });
          left = next.left2;
          right = next.right2;
          rows = next.rows.data;
        }
        a = (await rest({ a, left, right })).rest;
      }
    }),
  );
  return band;
}

/**
 * The matrix is A − LᵀR. For the reflections Q = I − VᵀTV it becomes Q(A − LᵀR)Q, which has the rows V and
 * Y more in L, and Y and V in R: with W = (A − LᵀR)VᵀT, Y is the transpose of W − ½VᵀTᵀVW. `rows` are
 * those of the next block.
 */
const REFLECTION = `reflection
(double[S,S] a, double[J,S] left, double[J,S] right, double[B,S] v, double[B,B] t) =>
(double[K,S] left2, double[K,S] right2, double[P,S] rows) {
  av = Gemm<transB = 1>(a, v)
  rv = Gemm<transB = 1>(right, v)
  current = Gemm<transA = 1, alpha = -1.0>(left, rv, av)
  w = MatMul(current, t)
  vw = MatMul(v, w)
  s = Gemm<transA = 1, alpha = 0.5>(t, vw)
  yColumns = Gemm<transA = 1, alpha = -1.0>(v, s, w)
  y = Transpose<perm = [1, 0]>(yColumns)
  left2 = Concat<axis = 0>(left, v, y)
  right2 = Concat<axis = 0>(right, y, v)
  both = Shape<start = 0, end = 1>(left2)
  two = Constant<value = int64[1] {2}>()
  start = Div(both, two)
  block = Shape<start = 0, end = 1>(v)
  end = Add(start, block)
  rowAxis = Constant<value = int64[1] {0}>()
  columnAxis = Constant<value = int64[1] {1}>()
  aRows = Slice(a, start, end, rowAxis)
  nextLeft = Slice(left2, start, end, columnAxis)
  rows = Gemm<transA = 1, alpha = -1.0>(nextLeft, right2, aRows)
}`;

/** A − LᵀR without as many first rows and columns as there are reflections. */
const REST = `rest
(double[S,S] a, double[J,S] left, double[J,S] right) => (double[N,N] rest) {
  both = Shape<start = 0, end = 1>(left)
  two = Constant<value = int64[1] {2}>()
  start = Div(both, two)
  starts = Concat<axis = 0>(start, start)
  ends = Shape(a)
  aRest = Slice(a, starts, ends)
  end = Shape<start = 0, end = 1>(a)
  columnAxis = Constant<value = int64[1] {1}>()
  leftRest = Slice(left, start, end, columnAxis)
  rightRest = Slice(right, start, end, columnAxis)
  rest = Gemm<transA = 1, alpha = -1.0>(leftRest, rightRest, aRest)
}`;

/**
 * The reflections I − VᵀTV that remove the entries of row j after column `first` + j, row by row.
 *
 * @param rows [block, size], overwritten with the reflected rows up to that column
 * @returns `v` V [block, size], `t` T [block, block], upper triangular
 */
function reflect(rows: Float64Array, size: number, first: number) {
  const block = rows.length / size;
  const rowOf = (matrix: Float64Array, j: number) => matrix.subarray(j * size, (j + 1) * size);
  const v = new Float64Array(block * size);
  const t = new Float64Array(block * block);
  for (let j = 0; j < block && first + j < size; j++) {
    const row = rowOf(rows, j);
    const reflection = rowOf(v, j);
    const pivot = first + j;
    const head = row[pivot] as number;
    const squares = dot(row, row, pivot + 1);
    if (squares < NEGLIGIBLE ** 2) continue; // The identity: T's column is 0.
    const norm = -Math.sign(head || 1) * Math.sqrt(head * head + squares);
    const tau = (norm - head) / norm;
    reflection[pivot] = 1;
    for (let i = pivot + 1; i < size; i++) reflection[i] = (row[i] as number) / (head - norm);
    row[pivot] = norm;
    for (let k = j + 1; k < block; k++) {
      const other = rowOf(rows, k);
      const factor = tau * dot(reflection, other, pivot);
      for (let i = pivot; i < size; i++) {
        other[i] = (other[i] as number) - factor * (reflection[i] as number);
      }
    }
    // Column j of T: −τ T (Vv) above the diagonal.
    const overlaps = Float64Array.from({ length: j }, (_, k) =>
      dot(rowOf(v, k), reflection, pivot),
    );
    for (let i = 0; i < j; i++) {
      t[i * block + j] = -tau * dot(overlaps, t.subarray(i * block, i * block + j), i);
    }
    t[j * block + j] = tau;
  }
  return { v: { data: v, columns: size }, t: { data: t, columns: block } };
}

function dot(a: Float64Array, b: Float64Array, start: number): number {
  let sum = 0;
  for (let i = start; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

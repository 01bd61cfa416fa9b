/**
 * The eigenvalues of a symmetric matrix, without eigenvectors: reflections make a band of it, rotations
 * make the band tridiagonal (Schwarz 1968), and the implicit QL algorithm finds its eigenvalues (Golub &
 * Van Loan, section 8.3). Loops run over typed arrays with indices below their lengths, hence the casts.
 */
import { BAND, toBand } from './band-reduction.ts';

/** Smaller entries count as 0, where the matrix's largest one is 1. Their squares do not underflow. */
const NEGLIGIBLE = 1e-100;

/**
 * The eigenvalues in ascending order, each to rounding errors of the largest one.
 *
 * @param matrix [n, n], symmetric; not changed
 */
export async function symmetricEigenvalues(matrix: Float64Array, n: number): Promise<Float64Array> {
  let largest = 0;
  for (let i = 0; i < matrix.length; i++)
    largest = Math.max(largest, Math.abs(matrix[i] as number));
  if (largest === 0) return new Float64Array(n);
  const scaled = new Float64Array(matrix.length);
  for (let i = 0; i < matrix.length; i++) scaled[i] = (matrix[i] as number) / largest;
  const band = await toBand(scaled, n);
  toTridiagonal(band, n);
  const stride = BAND + 2;
  const diagonal = Float64Array.from({ length: n }, (_, i) => band[i * stride] as number);
  const below = Float64Array.from({ length: n }, (_, i) => band[i * stride + 1] as number);
  const eigenvalues = tridiagonalEigenvalues(diagonal, below).toSorted();
  return eigenvalues.map((value) => value * largest);
}

/** Rotations that remove the band's entries below the first diagonal, column by column. */
function toTridiagonal(band: Float64Array, n: number): void {
  for (let k = 0; k < n - 2; k++) {
    for (let distance = Math.min(BAND, n - 1 - k); distance >= 2; distance--) {
      // The rotation of rows q − 1 and q removes (q, column) and makes a new entry BAND rows below.
      let column = k;
      for (let q = k + distance; q < n; q += BAND) {
        if (!rotate(band, n, q, column)) break;
        column = q - 1;
      }
    }
  }
}

/** @returns whether there was anything to remove */
function rotate(band: Float64Array, n: number, q: number, column: number): boolean {
  const stride = BAND + 2;
  const p = q - 1;
  const at = column * stride + (p - column);
  const x = band[at] as number;
  const y = band[at + 1] as number;
  if (Math.abs(y) < NEGLIGIBLE) return false;
  const radius = Math.sqrt(x * x + y * y);
  const c = x / radius;
  const s = y / radius;
  band[at] = radius;
  band[at + 1] = 0;
  for (let j = column + 1; j < p; j++) {
    const i = j * stride + (p - j);
    const above = band[i] as number;
    const below = band[i + 1] as number;
    band[i] = c * above + s * below;
    band[i + 1] = c * below - s * above;
  }
  const pp = band[p * stride] as number;
  const qp = band[p * stride + 1] as number;
  const qq = band[q * stride] as number;
  band[p * stride] = c * c * pp + 2 * c * s * qp + s * s * qq;
  band[q * stride] = s * s * pp - 2 * c * s * qp + c * c * qq;
  band[p * stride + 1] = c * s * (qq - pp) + (c * c - s * s) * qp;
  const last = Math.min(n - 1, q + BAND);
  for (let i = q + 1; i <= last; i++) {
    const left = band[p * stride + (i - p)] as number;
    const right = band[q * stride + (i - q)] as number;
    band[p * stride + (i - p)] = c * left + s * right;
    band[q * stride + (i - q)] = c * right - s * left;
  }
  return true;
}

/** Implicit QL with Wilkinson's shift; both arrays are overwritten. `below[i]` is entry (i + 1, i). */
function tridiagonalEigenvalues(d: Float64Array, below: Float64Array): Float64Array {
  const n = d.length;
  const e = below;
  if (n > 0) e[n - 1] = 0;
  for (let l = 0; l < n; l++) {
    for (;;) {
      let m = l;
      for (; m < n - 1; m++) {
        const scale = Math.abs(d[m] as number) + Math.abs(d[m + 1] as number);
        if (Math.abs(e[m] as number) <= Number.EPSILON * scale) break;
      }
      if (m === l) break;
      const difference = ((d[l + 1] as number) - (d[l] as number)) / (2 * (e[l] as number));
      const root = Math.sqrt(difference * difference + 1);
      let g =
        (d[m] as number) -
        (d[l] as number) +
        (e[l] as number) / (difference + (difference < 0 ? -root : root));
      let [s, c, p] = [1, 1, 0];
      let i = m - 1;
      for (; i >= l; i--) {
        const f = s * (e[i] as number);
        const b = c * (e[i] as number);
        const radius = Math.sqrt(f * f + g * g);
        e[i + 1] = radius;
        if (radius === 0) {
          d[i + 1] = (d[i + 1] as number) - p;
          e[m] = 0;
          break;
        }
        s = f / radius;
        c = g / radius;
        const next = (d[i + 1] as number) - p;
        const r = ((d[i] as number) - next) * s + 2 * c * b;
        p = s * r;
        d[i + 1] = next + p;
        g = c * r - b;
      }
      if (i >= l) continue;
      d[l] = (d[l] as number) - p;
      e[l] = g;
      e[m] = 0;
    }
  }
  return d;
}

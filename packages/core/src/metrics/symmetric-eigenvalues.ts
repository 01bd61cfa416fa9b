/**
 * The eigenvalues of a symmetric matrix, without eigenvectors, in two stages: Householder reflections in
 * blocks make a band of it, and ONNX Runtime computes their products; rotations make the band tridiagonal
 * (Schwarz 1968), and the implicit QL algorithm finds its eigenvalues (Golub & Van Loan, section 8.3).
 * Loops run over typed arrays with indices below their lengths, hence the casts.
 */
import type { Products } from './products.ts';

/** The number of diagonals below the main one in the band, and of reflections in a block. */
const BAND = 32;

/**
 * The eigenvalues in ascending order.
 *
 * @param matrix [n, n], symmetric; not changed
 */
export async function symmetricEigenvalues(
  products: Products,
  matrix: Float64Array,
  n: number,
): Promise<Float64Array> {
  const band = await toBand(products, matrix, n);
  toTridiagonal(band, n);
  const stride = BAND + 2;
  const diagonal = Float64Array.from({ length: n }, (_, i) => band[i * stride] as number);
  const below = Float64Array.from({ length: n }, (_, i) => band[i * stride + 1] as number);
  return tridiagonalEigenvalues(diagonal, below).toSorted();
}

/** A band of the same eigenvalues: entry (j + d, j) at j · (BAND + 2) + d, the last one of each column 0. */
async function toBand(products: Products, matrix: Float64Array, n: number): Promise<Float64Array> {
  const stride = BAND + 2;
  const band = new Float64Array(n * stride);
  let rest = matrix;
  let size = n;
  for (let start = 0; start < n; start += BAND) {
    const block = Math.min(BAND, size);
    for (let j = 0; j < block; j++) {
      for (let d = 0; j + d < block; d++) {
        band[(start + j) * stride + d] = rest[(j + d) * size + j] as number;
      }
    }
    const next = size - block;
    if (next === 0) break;
    const { reflections, triangle, upper } = reflect(rest, size, block);
    // R, the part of the band below the block.
    for (let j = 0; j < block; j++) {
      for (let i = 0; i <= Math.min(j, next - 1); i++) {
        band[(start + j) * stride + block + i - j] = upper[j * block + i] as number;
      }
    }
    rest = await conjugate(products, rest, size, block, reflections, triangle);
    size = next;
  }
  return band;
}

/**
 * The reflections that make the rows below the first `block` of the first `block` columns upper
 * triangular: Q = I − VTVᵀ.
 *
 * @returns `reflections` Vᵀ [block, size − block], `triangle` T [block, block], `upper` Rᵀ [block, block]
 */
function reflect(matrix: Float64Array, size: number, block: number) {
  const length = size - block;
  /** Row j is column j of the panel. */
  const panel = new Float64Array(block * length);
  for (let j = 0; j < block; j++) {
    for (let i = 0; i < length; i++) {
      panel[j * length + i] = matrix[(block + i) * size + j] as number;
    }
  }
  const reflections = new Float64Array(block * length);
  const triangle = new Float64Array(block * block);
  const upper = new Float64Array(block * block);
  for (let j = 0; j < block; j++) {
    const column = panel.subarray(j * length, (j + 1) * length);
    const v = reflections.subarray(j * length, (j + 1) * length);
    let tau = 0;
    if (j < length) {
      const head = column[j] as number;
      let squares = 0;
      for (let i = j + 1; i < length; i++) squares += (column[i] as number) ** 2;
      v[j] = 1;
      if (squares > 0) {
        const norm = -Math.sign(head || 1) * Math.sqrt(head * head + squares);
        tau = (norm - head) / norm;
        for (let i = j + 1; i < length; i++) v[i] = (column[i] as number) / (head - norm);
        column[j] = norm;
      }
      for (let k = j + 1; k < block; k++) {
        const other = panel.subarray(k * length, (k + 1) * length);
        const factor = tau * dot(v, other, j);
        for (let i = j; i < length; i++)
          other[i] = (other[i] as number) - factor * (v[i] as number);
      }
    }
    upper.set(column.subarray(0, Math.min(j + 1, length)), j * block);
    // Column j of T: −τ T (Vᵀv) above the diagonal.
    const overlaps = new Float64Array(j);
    for (let k = 0; k < j; k++) {
      overlaps[k] = dot(reflections.subarray(k * length, (k + 1) * length), v, 0);
    }
    for (let i = 0; i < j; i++) {
      let sum = 0;
      for (let k = i; k < j; k++)
        sum += (triangle[i * block + k] as number) * (overlaps[k] as number);
      triangle[i * block + j] = -tau * sum;
    }
    triangle[j * block + j] = tau;
  }
  return { reflections, triangle, upper };
}

/** QᵀAQ, where A is the matrix below and to the right of the first `block` rows and columns. */
async function conjugate(
  products: Products,
  matrix: Float64Array,
  size: number,
  block: number,
  reflections: Float64Array,
  triangle: Float64Array,
): Promise<Float64Array> {
  const n = size - block;
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const from = (block + i) * size + block;
    a.set(matrix.subarray(from, from + n), i * n);
  }
  const av = await products(a, reflections, n);
  // W = AVT, then S = TᵀVᵀW and Y = W − ½VS: QᵀAQ = A − YVᵀ − VYᵀ.
  const w = new Float64Array(n * block);
  const vw = new Float64Array(block * block);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < block; k++) {
      const value = av[i * block + k] as number;
      for (let j = k; j < block; j++) {
        w[i * block + j] =
          (w[i * block + j] as number) + value * (triangle[k * block + j] as number);
      }
    }
    for (let k = 0; k < block; k++) {
      const v = reflections[k * n + i] as number;
      if (v === 0) continue;
      for (let j = 0; j < block; j++) {
        vw[k * block + j] = (vw[k * block + j] as number) + v * (w[i * block + j] as number);
      }
    }
  }
  const s = new Float64Array(block * block);
  for (let i = 0; i < block; i++) {
    for (let k = 0; k <= i; k++) {
      const t = triangle[k * block + i] as number;
      for (let j = 0; j < block; j++) {
        s[i * block + j] = (s[i * block + j] as number) + t * (vw[k * block + j] as number);
      }
    }
  }
  // Rows [Y V] and [V Y], whose product is YVᵀ + VYᵀ.
  const left = new Float64Array(n * 2 * block);
  const right = new Float64Array(n * 2 * block);
  for (let i = 0; i < n; i++) {
    const row = i * 2 * block;
    for (let j = 0; j < block; j++) {
      let y = w[i * block + j] as number;
      for (let k = 0; k < block; k++) {
        y -= 0.5 * (reflections[k * n + i] as number) * (s[k * block + j] as number);
      }
      const v = reflections[j * n + i] as number;
      left[row + j] = y;
      left[row + block + j] = v;
      right[row + j] = v;
      right[row + block + j] = y;
    }
  }
  const update = await products(left, right, 2 * block);
  for (let i = 0; i < a.length; i++) a[i] = (a[i] as number) - (update[i] as number);
  return a;
}

function dot(a: Float64Array, b: Float64Array, start: number): number {
  let sum = 0;
  for (let i = start; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
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
  if (y === 0) return false;
  const radius = Math.hypot(x, y);
  const c = x / radius;
  const s = y / radius;
  band[at] = radius;
  band[at + 1] = 0;
  for (let j = column + 1; j < p; j++) {
    const i = j * stride + (p - j);
    const [above, below] = [band[i] as number, band[i + 1] as number];
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
      const root = Math.hypot(difference, 1);
      let g =
        (d[m] as number) -
        (d[l] as number) +
        (e[l] as number) / (difference + (difference < 0 ? -root : root));
      let [s, c, p] = [1, 1, 0];
      let i = m - 1;
      for (; i >= l; i--) {
        const f = s * (e[i] as number);
        const b = c * (e[i] as number);
        const radius = Math.hypot(f, g);
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

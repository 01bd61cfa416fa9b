/** Products of all rows of one matrix with all rows of another, the most expensive part of metrics. */
import { withProgram } from './programs.ts';

/** a · bᵀ: a is [m, width], b is [n, width], the result is [m, n], all row by row. */
export type Products = (a: Float64Array, b: Float64Array, width: number) => Promise<Float64Array>;

/** The rows of a strip of a symmetric product, and the least that are worth a call. */
const STRIPS = 4;
const LEAST_ROWS = 64;

/**
 * a · aᵀ, [m, m] for a [m, width]. Strips of rows are multiplied with the rows from their first one on,
 * since the product is symmetric: five eighths of the work.
 */
export async function symmetricProducts(
  products: Products,
  a: Float64Array,
  width: number,
): Promise<Float64Array> {
  const m = a.length / width;
  const height = Math.max(LEAST_ROWS, Math.ceil(m / STRIPS));
  const out = new Float64Array(m * m);
  for (let start = 0; start < m; start += height) {
    const end = Math.min(start + height, m);
    const strip = await products(
      a.subarray(start * width, end * width),
      a.subarray(start * width),
      width,
    );
    const length = m - start;
    for (let i = start; i < end; i++) {
      out.set(strip.subarray((i - start) * length, (i - start + 1) * length), i * m + start);
    }
    for (let j = end; j < m; j++) {
      for (let i = start; i < end; i++) {
        out[j * m + i] = strip[(i - start) * length + j - start] as number; // In range.
      }
    }
  }
  return out;
}

/** Opens a session for products, passes it to `work`, and closes it. */
export async function withProducts<T>(work: (products: Products) => Promise<T>): Promise<T> {
  const text = `products (double[M,K] a, double[N,K] b) => (double[M,N] products) {
    columns = Transpose<perm = [1, 0]>(b)
    products = MatMul(a, columns)
  }`;
  return withProgram(text, ['products'], (program) =>
    work(async (a, b, width) => {
      const rows = (data: Float64Array) => ({ data, columns: width });
      return (await program({ a: rows(a), b: rows(b) })).products.data;
    }),
  );
}

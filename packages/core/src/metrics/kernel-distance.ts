/**
 * Kernel distance: the squared maximum mean discrepancy with the kernel (x·y / width + 1)³, unbiased,
 * so that it may be below zero and its mean does not depend on the number of samples. With
 * Inception's features it is KID (Bińkowski et al. 2018): mean and spread over random subsets.
 */
import { keyed } from '../random/random-source.ts';
import { shuffle } from '../random/shuffle.ts';
import { checkSameWidth, gatherRows, type Features } from './features.ts';
import { withProducts, type Products } from './products.ts';
import { spreadOf, type Spread } from './spread.ts';

export interface KernelDistanceOptions {
  /** Draws the subsets. */
  readonly seed: number;
  readonly subsets?: number;
  /** Samples in a subset, without repetition; all there are when they are fewer. */
  readonly subsetSize?: number;
}

/** @throws CoreError 'data-mismatch' when the widths differ */
export async function kernelDistance(
  real: Features,
  generated: Features,
  { seed, subsets = 100, subsetSize = 1000 }: KernelDistanceOptions,
): Promise<Spread> {
  checkSameWidth(real, generated);
  const size = Math.min(subsetSize, real.count, generated.count);
  return withProducts(async (products) => {
    const values: number[] = [];
    for (let subset = 0; subset < subsets; subset++) {
      const [x, y] = [real, generated].map((features, i) =>
        gatherRows(features, kernelSubset(seed, subset, i as 0, features.count, size)),
      ) as [Float64Array, Float64Array];
      values.push(await discrepancy(products, x, y, real.width));
    }
    return spreadOf(values);
  });
}

/** The indices of a subset. @param side 0 real, 1 generated */
export function kernelSubset(
  seed: number,
  subset: number,
  side: 0 | 1,
  count: number,
  size: number,
): Int32Array {
  return shuffle(keyed(seed, 'kid', subset, side), count).subarray(0, size);
}

/** The unbiased estimate of Gretton et al. 2012, equation 3. */
async function discrepancy(
  products: Products,
  x: Float64Array,
  y: Float64Array,
  width: number,
): Promise<number> {
  const n = x.length / width;
  const within = async (rows: Float64Array) => {
    const { total, diagonal } = kernelSums(await products(rows, rows, width), n, width);
    return (total - diagonal) / (n * (n - 1));
  };
  const across = kernelSums(await products(x, y, width), n, width).total / (n * n);
  return (await within(x)) + (await within(y)) - 2 * across;
}

function kernelSums(products: Float64Array, n: number, width: number) {
  let total = 0;
  let diagonal = 0;
  for (let i = 0; i < products.length; i++) {
    const base = (products[i] as number) / width + 1; // In range.
    const kernel = base * base * base;
    total += kernel;
    if (i % (n + 1) === 0) diagonal += kernel;
  }
  return { total, diagonal };
}

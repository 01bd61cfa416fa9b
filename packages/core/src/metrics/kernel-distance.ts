/**
 * The kernel distance: the squared maximum mean discrepancy with the kernel (x·y / width + 1)³. The
 * estimate is unbiased: it may be negative, and its mean does not depend on the number of samples. With
 * the features of Inception it is KID (Bińkowski et al. 2018, section 4), the mean and the standard
 * deviation over random subsets.
 */
import { keyed } from '../random/random-source.ts';
import { shuffle } from '../random/shuffle.ts';
import { checkSameWidth, gatherRows, type Features } from './features.ts';
import { withProducts, type Products } from './products.ts';
import { spreadOf, type Spread } from './spread.ts';

/** The subsets of a kernel distance. */
export interface KernelDistanceOptions {
  /** The seed of the subsets. */
  readonly seed: number;
  /** The number of subsets; 100 by default. */
  readonly subsets?: number;
  /** Samples in a subset, without repetition; 1000 by default, at most all samples. */
  readonly subsetSize?: number;
}

/**
 * The kernel distance of two sets of features: mean and standard deviation over the subsets. Where
 * a subset would be all samples of both sets, there is one value, and no standard deviation.
 *
 * @throws CoreError 'data-mismatch' when the widths differ
 * @example
 * const { mean, stddev } = await kernelDistance(realFeatures, generatedFeatures, { seed: 1 });
 */
export async function kernelDistance(
  real: Features,
  generated: Features,
  { seed, subsets = 100, subsetSize = 1000 }: KernelDistanceOptions,
): Promise<Spread> {
  checkSameWidth(real, generated);
  const size = Math.min(subsetSize, real.count, generated.count);
  const isWhole = size === real.count && size === generated.count;
  const different = isWhole ? 1 : subsets;
  return withProducts(async (products) => {
    const values: number[] = [];
    for (let subset = 0; subset < different; subset++) {
      const x = gatherRows(real, kernelSubset(seed, subset, 0, real.count, size));
      const y = gatherRows(generated, kernelSubset(seed, subset, 1, generated.count, size));
      values.push(await discrepancy(products, x, y, real.width));
    }
    return spreadOf(values);
  });
}

/**
 * The indices of a subset, for comparisons with other implementations.
 *
 * @param subset the number of the subset
 * @param side 0 for real samples, 1 for generated ones
 * @param count the number of samples
 * @param size the number of samples in a subset
 */
export function kernelSubset(
  seed: number,
  subset: number,
  side: 0 | 1,
  count: number,
  size: number,
): Int32Array {
  return shuffle(keyed(seed, 'kid', subset, side), count).subarray(0, size);
}

/** The unbiased estimate of the squared discrepancy (Gretton et al. 2012, equation 3). */
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

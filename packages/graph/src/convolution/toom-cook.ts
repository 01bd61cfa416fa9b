/**
 * Short convolutions with fewer products: the Toom–Cook algorithm, which for images is known as
 * Winograd's (Lavin & Gray 2016, "Fast algorithms for convolutional neural networks", section 4).
 * m outputs of a filter with k taps take m + k − 1 products of transformed numbers instead of m·k:
 * y = output · ((filter · g) ⊙ (input · d)), with three constant matrices, made here in float64.
 */

import { remember } from '../graph/remember.ts';
import { at } from '../graph/shape.ts';

export interface ToomCook {
  /** Products, and input pixels, of a tile: m + k − 1. */
  readonly size: number;
  /** Outputs of a tile. */
  readonly outputs: number;
  /** [size][size]: from a tile's input pixels. */
  readonly input: readonly (readonly number[])[];
  /** [size][k]: from the filter's taps. */
  readonly filter: readonly (readonly number[])[];
  /** [outputs][size]: to a tile's output pixels. */
  readonly output: readonly (readonly number[])[];
}

/**
 * Where the polynomials of a tile are evaluated, besides infinity: one point fewer than the tile has
 * pixels. A search found these sets to lose the fewest digits in float32, or nearly so. Barabasz et al.
 * 2020, "Error analysis and improving the accuracy of Winograd convolution for deep neural networks",
 * explain why such sets are good. The largest tile loses two to three of seven digits.
 */
const pointSets = [
  [0, 1, -1, -1 / 2],
  [0, 1, -1, -1 / 2, 2],
  [0, 1, -1, -1 / 2, 2, -3 / 2],
  [0, 1, -1, -1 / 2, 2, 1 / 2, -2],
  [0, 1, -1, -1 / 2, 1 / 4, 4, -3 / 2, 4 / 3],
] as const;

/** The sizes of tiles that there are, from small to large. */
export const tileSizes = pointSets.map((points) => points.length + 1);

/**
 * The algorithm for a filter of `taps` taps on tiles of `size` pixels, which has size + 1 − taps outputs.
 *
 * @param size one of tileSizes
 */
export const toomCook = remember((taps: number, size: number): ToomCook => {
  const points: readonly number[] = at(pointSets, tileSizes.indexOf(size));
  const outputs = size + 1 - taps;
  // The transposition of a product of polynomials: evaluate both, multiply, interpolate. With the
  // point at infinity the leading coefficients are multiplied.
  const evaluate = (length: number) => [
    ...points.map((point) => Array.from({ length }, (_, power) => point ** power)),
    Array.from({ length }, (_, power) => (power === length - 1 ? 1 : 0)),
  ];
  return {
    size,
    outputs,
    input: interpolation(points),
    filter: evaluate(taps),
    output: transposed(evaluate(outputs)),
  };
});

/** Row f has the coefficients by which value f enters the polynomial through all points. */
function interpolation(points: readonly number[]): number[][] {
  const ofRoots = (roots: readonly number[]) =>
    roots.reduce<number[]>(
      (product, root) =>
        [0, ...product].map((coefficient, power) => coefficient - root * (product[power] ?? 0)),
      [1],
    );
  const lagrange = points.map((point) => {
    const others = points.filter((other) => other !== point);
    const scale = others.reduce((product, other) => product * (point - other), 1);
    return [...ofRoots(others).map((coefficient) => coefficient / scale), 0];
  });
  return [...lagrange, ofRoots(points)];
}

function transposed(rows: readonly (readonly number[])[]): number[][] {
  return (rows[0] ?? []).map((_, column) => rows.map((row) => at(row, column)));
}

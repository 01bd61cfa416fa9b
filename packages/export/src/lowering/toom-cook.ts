/**
 * Short convolutions with fewer products: the Toom–Cook algorithm, which for images is known as
 * Winograd's (Lavin & Gray 2016, "Fast algorithms for convolutional neural networks", section 4).
 * m outputs of a filter with k taps take m + k − 1 products of transformed numbers instead of m·k:
 * y = output · ((filter · g) ⊙ (input · d)), with three constant matrices, made here in float64.
 */

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
 * Where the polynomials are evaluated, beside infinity. Eight points are as many as float32 bears:
 * the sums then lose about two of its seven digits.
 */
const points = [0, 1, -1, 2, -2, 1 / 2, -1 / 2];

/** The size of all tiles, whatever the filter. */
export const tileSize = points.length + 1;

/** The algorithm for a filter of `taps` taps, 2 to 7: it gives 9 − taps outputs. */
export function toomCook(taps: number): ToomCook {
  const outputs = tileSize + 1 - taps;
  // The transposition of a product of polynomials: evaluate both, multiply, interpolate. With the
  // point at infinity the leading coefficients are multiplied.
  const evaluate = (length: number) => [
    ...points.map((point) => Array.from({ length }, (_, power) => point ** power)),
    Array.from({ length }, (_, power) => (power === length - 1 ? 1 : 0)),
  ];
  return {
    size: tileSize,
    outputs,
    input: interpolation(),
    filter: evaluate(taps),
    output: transposed(evaluate(outputs)),
  };
}

/** Row f has the coefficients by which value f enters the polynomial through all points. */
function interpolation(): number[][] {
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
  return (rows[0] ?? []).map((_, column) => rows.map((row) => row[column] as number));
}

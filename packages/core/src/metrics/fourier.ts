/** The discrete Fourier transform of a field of any size, as sums along each axis: O(n³) for n × n. */

interface Circle {
  readonly cosines: Float64Array;
  readonly sines: Float64Array;
}

/** Cosines and sines of all multiples of a circle's n-th part. */
function circleOf(n: number): Circle {
  const angles = Array.from({ length: n }, (_, i) => (2 * Math.PI * i) / n);
  return {
    cosines: Float64Array.from(angles, Math.cos),
    sines: Float64Array.from(angles, Math.sin),
  };
}

/**
 * Transforms a field in place: F(k) = Σ f(x) e^(−2πi k·x).
 *
 * @param real [height, width]; @param imaginary as `real`
 */
export function fourier2d(
  real: Float64Array,
  imaginary: Float64Array,
  height: number,
  width: number,
): void {
  const [ofRows, ofColumns] = [circleOf(width), circleOf(height)];
  for (let row = 0; row < height; row++) transform(real, imaginary, row * width, 1, ofRows);
  for (let column = 0; column < width; column++) {
    transform(real, imaginary, column, width, ofColumns);
  }
}

/** One line of as many elements as the circle has, from `start`, `step` apart. */
function transform(
  real: Float64Array,
  imaginary: Float64Array,
  start: number,
  step: number,
  { cosines, sines }: Circle,
): void {
  const n = cosines.length;
  const sums = new Float64Array(2 * n);
  for (let k = 0; k < n; k++) {
    let [a, b, turn] = [0, 0, 0];
    for (let i = 0; i < n; i++) {
      // All in range: lines are inside of the field, and a turn is below n.
      const [c, s] = [cosines[turn] as number, sines[turn] as number];
      const x = real[start + i * step] as number;
      const y = imaginary[start + i * step] as number;
      a += x * c + y * s;
      b += y * c - x * s;
      turn += k;
      if (turn >= n) turn -= n;
    }
    sums[2 * k] = a;
    sums[2 * k + 1] = b;
  }
  for (let k = 0; k < n; k++) {
    real[start + k * step] = sums[2 * k] as number;
    imaginary[start + k * step] = sums[2 * k + 1] as number;
  }
}

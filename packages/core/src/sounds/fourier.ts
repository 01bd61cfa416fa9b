/**
 * The discrete Fourier transform, F(k) = Σ x(n) e^(−2πikn/N), for spectra that are computed outside of networks:
 * of the frames of a sound, and of fields.
 */

/** Transforms N complex numbers in place. */
type Transform = (real: Float64Array, imaginary: Float64Array) => void;

/** The cosines and sines of the first `count` multiples of a circle's n-th part. */
function circleOf(n: number, count: number) {
  const angles = Float64Array.from({ length: count }, (_, i) => (2 * Math.PI * i) / n);
  return { cosines: angles.map(Math.cos), sines: angles.map(Math.sin) };
}

// In range: all indices below are below the number of elements.
const at = (numbers: ArrayLike<number>, i: number) => numbers[i] as number;

/** The transform of `size` numbers: O(N log N) for a power of 2, else O(N²). */
function openFourier(size: number): Transform {
  return Number.isInteger(Math.log2(size)) ? openFast(size) : openSums(size);
}

/** By a transform of radix 2. */
function openFast(size: number): Transform {
  const bits = Math.log2(size);
  const reversed = Int32Array.from({ length: size }, (_, i) =>
    Array.from({ length: bits }, (__, bit) => ((i >> bit) & 1) << (bits - 1 - bit)).reduce(
      (sum, part) => sum + part,
      0,
    ),
  );
  const { cosines, sines } = circleOf(size, size / 2);
  const given = new Float64Array(size);
  const reorder = (numbers: Float64Array) => {
    given.set(numbers);
    for (let i = 0; i < size; i++) numbers[i] = at(given, at(reversed, i));
  };
  return (real, imaginary) => {
    reorder(real);
    reorder(imaginary);
    for (let half = 1; half < size; half *= 2) {
      const stride = size / (2 * half);
      for (let start = 0; start < size; start += 2 * half) {
        for (let i = 0; i < half; i++) {
          const [even, odd] = [start + i, start + i + half];
          const [cos, sin] = [at(cosines, i * stride), at(sines, i * stride)];
          const re = cos * at(real, odd) + sin * at(imaginary, odd);
          const im = cos * at(imaginary, odd) - sin * at(real, odd);
          real[odd] = at(real, even) - re;
          imaginary[odd] = at(imaginary, even) - im;
          real[even] = at(real, even) + re;
          imaginary[even] = at(imaginary, even) + im;
        }
      }
    }
  };
}

/** By the sums that define it. */
function openSums(size: number): Transform {
  const { cosines, sines } = circleOf(size, size);
  const [re, im] = [new Float64Array(size), new Float64Array(size)];
  return (real, imaginary) => {
    for (let k = 0; k < size; k++) {
      let [a, b, turn] = [0, 0, 0];
      for (let i = 0; i < size; i++) {
        const [c, s] = [at(cosines, turn), at(sines, turn)];
        a += at(real, i) * c + at(imaginary, i) * s;
        b += at(imaginary, i) * c - at(real, i) * s;
        turn += k;
        if (turn >= size) turn -= size;
      }
      re[k] = a;
      im[k] = b;
    }
    real.set(re);
    imaginary.set(im);
  };
}

/**
 * The power of the lowest frequencies of real numbers, |F(k)|².
 *
 * @param size N
 * @returns a function of N numbers that fills `out` with the powers of bins 0 to out.length − 1
 */
export function openPowerSpectrum(
  size: number,
): (values: ArrayLike<number>, out: Float64Array) => void {
  const transform = openFourier(size);
  const [real, imaginary] = [new Float64Array(size), new Float64Array(size)];
  return (values, out) => {
    real.set(values);
    imaginary.fill(0);
    transform(real, imaginary);
    for (let bin = 0; bin < out.length; bin++) {
      out[bin] = at(real, bin) ** 2 + at(imaginary, bin) ** 2;
    }
  };
}

/**
 * Transforms a field in place, along both axes.
 *
 * @param real [height, width]; @param imaginary as `real`
 */
export function fourier2d(
  real: Float64Array,
  imaginary: Float64Array,
  height: number,
  width: number,
): void {
  alongLines(real, imaginary, { lines: height, apart: width, size: width, step: 1 });
  alongLines(real, imaginary, { lines: width, apart: 1, size: height, step: width });
}

interface Lines {
  readonly lines: number;
  /** From the start of a line to that of the next one. */
  readonly apart: number;
  /** Elements of a line, and from one to the next. */
  readonly size: number;
  readonly step: number;
}

function alongLines(
  real: Float64Array,
  imaginary: Float64Array,
  { lines, apart, size, step }: Lines,
): void {
  const transform = openFourier(size);
  const [re, im] = [new Float64Array(size), new Float64Array(size)];
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < size; i++) {
      re[i] = at(real, line * apart + i * step);
      im[i] = at(imaginary, line * apart + i * step);
    }
    transform(re, im);
    for (let i = 0; i < size; i++) {
      real[line * apart + i * step] = at(re, i);
      imaginary[line * apart + i * step] = at(im, i);
    }
  }
}

/** The fast Fourier transform, for spectra that are computed outside of networks. */

/**
 * The power of the lowest frequencies of real numbers, |Σ x e^(−2πikn/N)|², by a transform of radix 2.
 *
 * @param size N, a power of 2
 * @returns a function of N numbers that fills `out` with the powers of bins 0 to out.length − 1
 */
export function openPowerSpectrum(
  size: number,
): (values: ArrayLike<number>, out: Float64Array) => void {
  const bits = Math.log2(size);
  const reversed = Int32Array.from({ length: size }, (_, i) =>
    Array.from({ length: bits }, (__, bit) => ((i >> bit) & 1) << (bits - 1 - bit)).reduce(
      (sum, part) => sum + part,
      0,
    ),
  );
  const angle = (i: number) => (2 * Math.PI * i) / size;
  const cosines = Float64Array.from({ length: size / 2 }, (_, i) => Math.cos(angle(i)));
  const sines = Float64Array.from({ length: size / 2 }, (_, i) => Math.sin(angle(i)));
  const [real, imaginary] = [new Float64Array(size), new Float64Array(size)];
  // In range: all indices below are below `size`.
  const at = (numbers: ArrayLike<number>, i: number) => numbers[i] as number;
  return (values, out) => {
    for (let i = 0; i < size; i++) real[i] = at(values, at(reversed, i));
    imaginary.fill(0);
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
    for (let bin = 0; bin < out.length; bin++) {
      out[bin] = at(real, bin) ** 2 + at(imaginary, bin) ** 2;
    }
  };
}

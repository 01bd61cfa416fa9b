/**
 * Spectra of short parts of a sound, by a discrete Fourier transform that is written as a matrix: the same
 * matrix is the filter of a convolution where a network needs spectra.
 */

/**
 * The matrix of a discrete Fourier transform of real numbers with Hann's window.
 *
 * @param window samples of a part
 * @param bins the lowest frequencies that are kept, from 0; multiples of rate / window
 * @returns [window, 2 · bins]: cosines, then sines, each divided by window / 4, so that a sine wave of
 * amplitude 1 has the magnitude 1 at its frequency
 */
export function fourierMatrix(window: number, bins: number): Float32Array {
  const matrix = new Float32Array(window * 2 * bins);
  for (let i = 0; i < window; i++) {
    const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / window);
    for (let bin = 0; bin < bins; bin++) {
      const angle = (2 * Math.PI * bin * i) / window;
      matrix[i * 2 * bins + bin] = (hann * Math.cos(angle)) / (window / 4);
      matrix[i * 2 * bins + bins + bin] = (hann * Math.sin(angle)) / (window / 4);
    }
  }
  return matrix;
}

/**
 * Magnitudes of the frequencies of parts of a sound.
 *
 * @param parts the number of parts, evenly spaced over the sound
 * @returns [parts, bins]
 */
export function spectrogram(
  samples: Float32Array,
  { window, bins, parts }: { window: number; bins: number; parts: number },
): Float32Array {
  const matrix = fourierMatrix(window, bins);
  const out = new Float32Array(parts * bins);
  const room = samples.length - window;
  for (let part = 0; part < parts; part++) {
    const start = Math.round((room * part) / Math.max(1, parts - 1));
    const sums = new Float64Array(2 * bins);
    for (let i = 0; i < window; i++) {
      const sample = samples[start + i] ?? 0; // A sound may be shorter than the window.
      if (sample === 0) continue;
      // In range: the matrix has `window` rows.
      for (let k = 0; k < 2 * bins; k++) {
        sums[k] = (sums[k] as number) + sample * (matrix[i * 2 * bins + k] as number);
      }
    }
    for (let bin = 0; bin < bins; bin++) {
      out[part * bins + bin] = Math.hypot(sums[bin] ?? 0, sums[bins + bin] ?? 0);
    }
  }
  return out;
}

/**
 * The logarithmic spectrograms of SpecGAN (Donahue et al. 2019, section 4): frames of 256 samples, one
 * every 128, the natural logarithm of the magnitudes of 128 frequencies. Each frequency is normalized by
 * its mean and deviation over the data, which are measured here.
 */
import { openPowerSpectrum } from './fourier.ts';

/** Samples of a frame, and from frame to frame. */
export const WINDOW = 256;
export const HOP = 128;
/** Frequencies: multiples of rate / 256 from 0. The highest one, rate / 2, is left out. */
export const BINS = 128;
/** Half of what the frames exceed the sound by: the first and the last frame begin and end in silence. */
export const MARGIN = (WINDOW - HOP) / 2;
/** Added to the power, where a sine wave of amplitude 1 has the power 1: −100 dB. */
export const LEAST_POWER = 1e-10;
/** The most samples of all sounds that are measured: 512 sounds of 16,384. */
const MOST_SAMPLES = 2 ** 23;
/** A bin that is the same in all data has a deviation of 0, and nothing can be divided by it. */
const LEAST_DEVIATION = 1e-3;

/** The mean and the standard deviation of each frequency's logarithmic magnitude. */
export interface LogSpectrum {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/** For networks without data: quiet sounds, the same at each frequency. */
export const usualSpectrum: LogSpectrum = {
  mean: Array<number>(BINS).fill(-6),
  deviation: Array<number>(BINS).fill(2),
};

/** Hann's window, periodic. */
export function hann(i: number): number {
  return 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / WINDOW);
}

/** How many sounds of a data set are measured. */
export function measuredSounds(size: number, length: number): number {
  return Math.min(size, Math.max(1, Math.floor(MOST_SAMPLES / length)));
}

/**
 * Measures the spectrum of sounds.
 *
 * @param sounds [count, length] in [-1, 1]
 * @param length a multiple of 128
 * @returns numbers of six digits
 */
export function measureLogSpectrum(sounds: Float32Array, length: number): LogSpectrum {
  const powerOf = openPowerSpectrum(WINDOW);
  const window = Float64Array.from({ length: WINDOW }, (_, i) => hann(i) / (WINDOW / 4));
  const [frame, power] = [new Float64Array(WINDOW), new Float64Array(BINS)];
  // Welford's sums: the mean, and the squares of what differs from it.
  const [mean, squares] = [new Float64Array(BINS), new Float64Array(BINS)];
  let count = 0;
  for (let first = 0; first < sounds.length; first += length) {
    const sound = sounds.subarray(first, first + length);
    for (let start = -MARGIN; start + MARGIN < sound.length; start += HOP) {
      for (const [i, weight] of window.entries()) frame[i] = weight * (sound[start + i] ?? 0);
      powerOf(frame, power);
      count++;
      for (const [bin, value] of power.entries()) {
        const level = Math.log(value + LEAST_POWER) / 2;
        const before = mean[bin] as number; // In range: there is one for each bin.
        const after = before + (level - before) / count;
        mean[bin] = after;
        squares[bin] = (squares[bin] as number) + (level - before) * (level - after);
      }
    }
  }
  const rounded = (value: number) => Number(value.toPrecision(6));
  return {
    mean: Array.from(mean, rounded),
    deviation: Array.from(squares, (sum) =>
      rounded(Math.max(LEAST_DEVIATION, Math.sqrt(sum / Math.max(1, count)))),
    ),
  };
}

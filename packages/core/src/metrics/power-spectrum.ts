/**
 * The radially averaged power spectrum of a field, and how the mean spectra of two sets of fields differ: the
 * measure of CosmoGAN (Mustafa et al. 2019, section 4.2). The power of a wave number k is the mean |F|² of the Fourier
 * modes whose length rounds to k, in cycles along the shorter side.
 */
import { fillUniform } from '../random/uniform.ts';
import { keyed } from '../random/random-source.ts';
import type { Features } from './features.ts';
import { fourier2d } from '../sounds/fourier.ts';
import { spreadOf, type Spread } from './spread.ts';

/** Resamples of the bootstrap. */
const RESAMPLES = 20;
/** Added to a power before its logarithm, so that a constant field has one. */
const LEAST = 1e-12;

/** The wave numbers of a field: 1 to half of the shorter side. */
export function waveNumbers(height: number, width: number): number {
  return Math.floor(Math.min(height, width) / 2);
}

/**
 * The power of each wave number from 1, normalized so that the powers of all modes sum up to the variance.
 *
 * @param field [height, width]
 * @returns [waveNumbers(height, width)]
 */
export function powerSpectrum(
  field: ArrayLike<number>,
  height: number,
  width: number,
): Float64Array {
  const real = Float64Array.from(field);
  const imaginary = new Float64Array(real.length);
  fourier2d(real, imaginary, height, width);
  const powers = new Float64Array(waveNumbers(height, width));
  const counts = new Float64Array(powers.length);
  for (let i = 0; i < real.length; i++) {
    const k = Math.round(waveLength(i, height, width)) - 1;
    if (k < 0 || k >= powers.length) continue;
    const power = ((real[i] as number) ** 2 + (imaginary[i] as number) ** 2) / real.length ** 2;
    powers[k] = (powers[k] as number) + power; // In range, like the others: k is below the length.
    counts[k] = (counts[k] as number) + 1;
  }
  return powers.map((power, k) => power / Math.max(1, counts[k] as number));
}

/** The length of the wave vector of a Fourier mode, in cycles along the shorter side. @param i its index */
export function waveLength(i: number, height: number, width: number): number {
  const [row, column] = [Math.floor(i / width), i % width];
  const side = Math.min(height, width);
  const y = Math.min(row, height - row) * (side / height);
  const x = Math.min(column, width - column) * (side / width);
  return Math.hypot(x, y);
}

/** The logarithms of the powers of a field, which are features of order 1. */
export function logSpectrum(field: ArrayLike<number>, height: number, width: number): Float64Array {
  return powerSpectrum(field, height, width).map((power) => Math.log(power + LEAST));
}

/**
 * The distance of the mean spectra of two sets: the mean of |ln P − ln Q| over wave numbers, with its standard
 * deviation over 20 resamples of both with replacement (bootstrap). 0.1 is a power that differs by 10 %.
 *
 * @param a and b are of logSpectrum
 */
export function spectrumDistance(a: Features, b: Features, seed: number): Spread {
  const distances = Array.from({ length: RESAMPLES }, (_, i) =>
    between(meanPowers(a, resampled(a, seed, 'a', i)), meanPowers(b, resampled(b, seed, 'b', i))),
  );
  const all = ({ count }: Features) => Int32Array.from({ length: count }, (_, i) => i);
  return { ...spreadOf(distances), mean: between(meanPowers(a, all(a)), meanPowers(b, all(b))) };
}

function resampled({ count }: Features, seed: number, what: string, i: number): Int32Array {
  const draws = new Float32Array(count);
  fillUniform(keyed(seed, `bootstrap ${what}`, i), draws);
  return Int32Array.from(draws, (draw) => Math.floor(draw * count));
}

function meanPowers({ data, width }: Features, rows: Int32Array): Float64Array {
  const means = new Float64Array(width);
  for (const row of rows) {
    for (let k = 0; k < width; k++) {
      // In range: rows are below the count.
      means[k] = (means[k] as number) + Math.exp(data[row * width + k] as number) / rows.length;
    }
  }
  return means;
}

function between(p: Float64Array, q: Float64Array): number {
  const sum = p.reduce((total, power, k) => total + Math.abs(Math.log(power / (q[k] ?? NaN))), 0);
  return sum / p.length;
}

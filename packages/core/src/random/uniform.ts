/** Uniform numbers, drawn in bulk. */
import { CoreError } from '../errors.ts';
import { fillWords, type RandomSource } from './random-source.ts';

/** Words converted at a time, so that they stay in the first-level cache. */
const BLOCK = 4096;

/**
 * Fills `out` with numbers uniform in [min, max): 2^24 equally likely values. The bounds are rounded to
 * float32 first. No number equals `max`, unless the interval is empty (min = max).
 *
 * @throws CoreError 'bad-argument' when a bound is not finite or max < min
 */
export function fillUniform(source: RandomSource, out: Float32Array, min = 0, max = 1): void {
  const low = Math.fround(min);
  const high = Math.fround(max);
  if (!Number.isFinite(low) || !Number.isFinite(high) || high < low) {
    throw new CoreError('bad-argument', `uniform: needs finite min <= max, got [${min}, ${max})`);
  }
  const scale = (high - low) / 2 ** 24;
  for (let start = 0; start < out.length; start += BLOCK) {
    const block = out.subarray(start, start + BLOCK);
    // The words share their memory with the numbers: each word is read before it is overwritten.
    const words = new Int32Array(block.buffer, block.byteOffset, block.length);
    fillWords(source, words);
    // In range here and below: the loops stop at the end of the array that they read.
    for (let i = 0; i < block.length; i++) block[i] = low + ((words[i] as number) >>> 8) * scale;
  }
  const roundsToHigh = high > low && Math.fround(low + (2 ** 24 - 1) * scale) >= high;
  if (roundsToHigh) {
    const top = float32Below(high);
    for (let i = 0; i < out.length; i++) if ((out[i] as number) >= high) out[i] = top;
  }
}

/** The largest float32 below a float32. */
function float32Below(value: number): number {
  const float = Float32Array.of(value);
  const bits = new Int32Array(float.buffer);
  // Neighbors of one sign are neighboring integers. Below zero is the smallest negative number.
  if (value === 0) float[0] = -(2 ** -149);
  else bits[0] = (bits[0] as number) + (value > 0 ? -1 : 1);
  return float[0] as number;
}

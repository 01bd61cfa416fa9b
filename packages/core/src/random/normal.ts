/**
 * Normal numbers by Marsaglia's polar method: a uniform point in the unit disc gives two exact
 * independent normals for one logarithm and one square root. It needs no sine, whose last bit differs
 * between JavaScript engines.
 *
 * Source: G. Marsaglia, T. A. Bray, "A convenient method for generating normal variables", SIAM
 * Review 6(3), 1964.
 */
import { CoreError } from '../errors.ts';
import { fillWords, type RandomSource } from './random-source.ts';

const BLOCK = 1024;

/** Numbers further than this many standard deviations from the mean are drawn again. */
const TRUNCATION = 2;

/**
 * Fills `out` with numbers from N(mean, stddev²).
 *
 * @throws CoreError 'bad-argument' when mean or stddev is not finite or stddev < 0
 */
export function fillNormal(source: RandomSource, out: Float32Array, mean = 0, stddev = 1): void {
  fillPolar(source, out, mean, stddev, Infinity);
}

/**
 * Fills `out` with numbers from N(mean, stddev²) truncated at two standard deviations from the mean, as
 * tf.truncatedNormal.
 *
 * @throws CoreError 'bad-argument' when mean or stddev is not finite or stddev < 0
 */
export function fillTruncatedNormal(
  source: RandomSource,
  out: Float32Array,
  mean = 0,
  stddev = 1,
): void {
  fillPolar(source, out, mean, stddev, TRUNCATION);
}

function fillPolar(
  source: RandomSource,
  out: Float32Array,
  mean: number,
  stddev: number,
  limit: number,
): void {
  if (!Number.isFinite(mean) || !Number.isFinite(stddev) || stddev < 0) {
    throw new CoreError(
      'bad-argument',
      `normal: needs finite mean and stddev >= 0, got ${mean}, ${stddev}`,
    );
  }
  const words = new Int32Array(BLOCK);
  let used = BLOCK;
  for (let i = 0; i < out.length;) {
    if (used === BLOCK) {
      fillWords(source, words);
      used = 0;
    }
    // In range: `used` is even and below the even BLOCK.
    const u = (words[used] as number) * 2 ** -31;
    const v = (words[used + 1] as number) * 2 ** -31;
    used += 2;
    const squared = u * u + v * v;
    if (squared >= 1 || squared === 0) continue;
    const radius = Math.sqrt((-2 * Math.log(squared)) / squared);
    const first = u * radius;
    const second = v * radius;
    if (Math.abs(first) <= limit) out[i++] = mean + stddev * first;
    if (Math.abs(second) <= limit && i < out.length) out[i++] = mean + stddev * second;
  }
}

/** Noise vectors: the same for a seed as those of `ganport generate`. */
import {
  keyed,
  LEAST_TRUNCATION,
  lerp,
  type NoiseName,
  noises,
  slerp,
  truncate,
} from '@ganport/core/internal';
import { check } from './errors.ts';

export interface NoiseOptions {
  /** From 0 to 2^53 − 1. */
  readonly seed: number;
  /** The number of vectors. */
  readonly count: number;
  /**
   * Values beyond this many standard deviations are drawn again, at least 0.01: images are more alike
   * and often better (Brock, Donahue & Simonyan 2019, section 3.1). Uniform noise has no such values.
   */
  readonly truncation?: number | undefined;
}

/** 256 MiB of noise. */
const MOST_NUMBERS = 2 ** 26;

/** The most images of a drawing. */
const MOST_IMAGES = 10_000;

/**
 * Vectors of standard normal noise, or of noise that is uniform in [-1, 1): [count, length].
 *
 * @throws WebError 'bad-argument' for a seed, a number of vectors or a truncation out of range
 */
export function drawNoise(
  { seed, count, truncation }: NoiseOptions,
  length: number,
  name: NoiseName = 'normal',
): Float32Array {
  check('seed', seed, Number.isSafeInteger(seed) && seed >= 0, 'a whole number from 0');
  const isCount = Number.isInteger(count) && count >= 1 && count <= MOST_IMAGES;
  check('count', count, isCount, `a whole number from 1 to ${MOST_IMAGES}`);
  check(
    'noise',
    `${count} × ${length}`,
    count * length <= MOST_NUMBERS,
    `of at most ${MOST_NUMBERS} numbers`,
  );
  const noise = new Float32Array(count * length);
  // As core's sampleNoise, which has the distributions for training too, and tfjs for them.
  noises[name].fill(keyed(seed, 'samples'), noise);
  if (truncation === undefined || name !== 'normal') return noise;
  check('truncation', truncation, truncation >= LEAST_TRUNCATION, `at least ${LEAST_TRUNCATION}`);
  return truncate(noise, truncation, seed);
}

/**
 * Vectors on the arc from one to another (White 2016, section 2.1), both included; on the line between them
 * where the noise is uniform, whose cube has all straight lines.
 *
 * @param frames the number of vectors, at least 2
 * @returns [frames, length]
 */
export function interpolate(
  from: Float32Array,
  to: Float32Array,
  frames: number,
  name: NoiseName = 'normal',
): Float32Array {
  const between = name === 'normal' ? slerp : lerp;
  check('frames', frames, Number.isInteger(frames) && frames >= 2, 'a whole number from 2');
  const vectors = new Float32Array(frames * from.length);
  for (let i = 0; i < frames; i++)
    vectors.set(between(from, to, i / (frames - 1)), i * from.length);
  return vectors;
}

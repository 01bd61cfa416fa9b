/**
 * The truncation trick of BigGAN (Brock, Donahue & Simonyan 2019, section 3.1): values of the noise
 * beyond a threshold are drawn again until they are within it. Images become more alike and often
 * better. Values within the threshold stay, so that the images of a seed change little.
 */
import { CoreError } from '../errors.ts';
import { fillNormal } from './normal.ts';
import { keyed } from './random-source.ts';

/** The smallest threshold: below it nearly every value would be drawn again. */
export const LEAST_TRUNCATION = 0.01;

const BLOCK = 4096;

/**
 * @param noise standard normal
 * @param threshold in standard deviations, at least LEAST_TRUNCATION
 * @returns the noise with the values beyond ± threshold replaced
 * @throws CoreError 'bad-argument' for a smaller threshold
 */
export function truncate(noise: Float32Array, threshold: number, seed: number): Float32Array {
  if (!(threshold >= LEAST_TRUNCATION)) {
    const message = `--truncation: must be at least ${LEAST_TRUNCATION}, got ${threshold}`;
    throw new CoreError('bad-argument', message);
  }
  const source = keyed(seed, 'truncation');
  const block = new Float32Array(BLOCK);
  let used = BLOCK;
  const within = (): number => {
    for (;;) {
      if (used === BLOCK) {
        fillNormal(source, block);
        used = 0;
      }
      const value = block[used++] as number; // In range: used is below BLOCK.
      if (Math.abs(value) <= threshold) return value;
    }
  };
  return noise.map((value) => (Math.abs(value) <= threshold ? value : within()));
}

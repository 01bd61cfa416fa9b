/**
 * The truncation trick of BigGAN (Brock, Donahue & Simonyan 2019, section 3.1): values of the noise
 * beyond a threshold are drawn again until they are within it. Images become more alike and, of a
 * generator that takes to it, better. What was within stays as it is, so the images of a seed change
 * no more than they must.
 */
import { LabError } from '../../errors.ts';
import { fillNormal, keyed } from '@ganport/core/internal';

/** Below it nearly all that is drawn would be thrown away; such images are all alike anyway. */
export const LEAST_TRUNCATION = 0.01;

const BLOCK = 4096;

/**
 * @param noise standard normal
 * @param threshold in standard deviations, at least LEAST_TRUNCATION
 * @returns the same but for what was beyond ± threshold
 * @throws LabError 'bad-argument' for another threshold
 */
export function truncate(noise: Float32Array, threshold: number, seed: number): Float32Array {
  if (!(threshold >= LEAST_TRUNCATION)) {
    const message = `truncation: must be at least ${LEAST_TRUNCATION}, got ${threshold}`;
    throw new LabError('bad-argument', message);
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

/** The noise of samples, which does not change from step to step. */
import type { HostTensor } from '@ganport/runtime';
import { CoreError } from '../errors.ts';
import { limits, sizeProblem } from '../limits.ts';
import { noises, type NoiseName } from './noise.ts';
import { keyed } from './random-source.ts';

/**
 * Noise vectors, the same for the same seed: those of a run's pictures and of
 * `ganport generate`.
 *
 * @param seed an integer in [0, 2^53)
 * @param latent the length of a vector
 * @param noise the distribution, standard normal unless given
 * @returns float32 [count, latent]
 * @throws CoreError 'bad-argument' for a seed out of range, and for sizes that are no whole numbers
 * from 1 or need more than 1 GiB
 * @example
 * const { image } = await session.run({ noise: sampleNoise(1, 25, 100) });
 */
export function sampleNoise(
  seed: number,
  count: number,
  latent: number,
  noise: NoiseName = 'normal',
): HostTensor {
  const problem =
    sizeProblem(latent, limits.latent) ??
    sizeProblem(count, Math.floor(limits.tensorValues / latent));
  if (problem !== undefined) {
    const message = `noise of ${count} × ${latent}: its size ${problem}`;
    throw new CoreError('bad-argument', message);
  }
  const data = new Float32Array(count * latent);
  noises[noise].fill(keyed(seed, 'samples'), data);
  return { dtype: 'float32', dims: [count, latent], data };
}

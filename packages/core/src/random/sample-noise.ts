/** Noise vectors for pictures: the same for the same seed, whatever the step. */
import type { HostTensor } from '@ganport/runtime';
import { fillNormal } from './normal.ts';
import { keyed } from './random-source.ts';

/** `count` standard normal vectors as [count, latent], float32. */
export function sampleNoise(seed: number, count: number, latent: number): HostTensor {
  const data = new Float32Array(count * latent);
  fillNormal(keyed(seed, 'samples'), data);
  return { dtype: 'float32', dims: [count, latent], data };
}

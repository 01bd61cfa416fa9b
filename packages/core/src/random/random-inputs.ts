/** Feeds the random inputs of a traced step: noise, dropout masks and whatever else it draws. */
import type { RandomInput } from '@ganport/export';
import { fillNormal, fillTruncatedNormal } from './normal.ts';
import { keyed } from './random-source.ts';
import { fillUniform } from './uniform.ts';

const normals = { normal: fillNormal, truncatedNormal: fillTruncatedNormal };

/**
 * Draws the values of a step's random inputs, in their order, each in row-major order of its shape.
 * They depend on the seed, the step and the input's position only.
 *
 * @param first position of the first of `draws` among the step's draws
 * @param allocate gives the arrays to fill
 * @throws CoreError 'bad-argument' for a distribution that is none, or a seed or step out of range
 */
export function drawRandomInputs(
  draws: readonly RandomInput[],
  seed: number,
  step: number,
  first = 0,
  allocate = (length: number) => new Float32Array(length),
): Float32Array[] {
  return draws.map(({ shape, distribution }, i) => {
    const source = keyed(seed, 'step', step, first + i);
    const out = allocate(shape.reduce((size, dim) => size * dim, 1));
    if (distribution.kind === 'uniform') {
      fillUniform(source, out, distribution.min, distribution.max);
    } else {
      normals[distribution.kind](source, out, distribution.mean, distribution.sd);
    }
    return out;
  });
}

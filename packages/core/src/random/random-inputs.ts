/** The values of a traced step's random inputs: noise, dropout masks and other draws. */
import type { Distribution, RandomInput } from '@ganport/export';
import { fillMask } from './mask.ts';
import { fillNormal, fillTruncatedNormal } from './normal.ts';
import { keyed, type RandomSource } from './random-source.ts';
import { fillUniform } from './uniform.ts';

type Fill<Kind> = (
  source: RandomSource,
  out: Float32Array,
  distribution: Extract<Distribution, { kind: Kind }>,
) => void;

const fills: { readonly [Kind in Distribution['kind']]: Fill<Kind> } = {
  uniform: (source, out, { min, max }) => fillUniform(source, out, min, max),
  normal: (source, out, { mean, stddev }) => fillNormal(source, out, mean, stddev),
  truncatedNormal: (source, out, { mean, stddev }) =>
    fillTruncatedNormal(source, out, mean, stddev),
  mask: (source, out, { probability, value }) => fillMask(source, out, probability, value),
};

/**
 * Draws the values of a step's random inputs, in their order, each in row-major order of its shape. They
 * depend only on the seed, the step and the position of the input.
 *
 * @param first the position of `draws[0]` among the step's draws
 * @param allocate returns the arrays to fill
 * @throws CoreError 'bad-argument' for invalid parameters of a distribution, or a seed or step out of
 * range
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
    (fills[distribution.kind] as Fill<unknown>)(source, out, distribution);
    return out;
  });
}

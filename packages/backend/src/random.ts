/**
 * Numbers for a traced function's random inputs when the caller gives no source: unseeded, like tfjs's
 * own draws.
 */
import type { Distribution, RandomInput } from '@ganport/export';

/**
 * Values for each random input of call number `call` (0, 1, …), in the inputs' order. `allocate`
 * returns an array of a length to fill, in memory that earlier calls no longer use.
 */
export type RandomSource = (
  inputs: readonly RandomInput[],
  call: number,
  allocate: Allocate,
) => Float32Array[];

export type Allocate = (length: number) => Float32Array<ArrayBuffer>;

/** Draws one number of each distribution. */
const numbers: {
  readonly [Kind in Distribution['kind']]: (of: Extract<Distribution, { kind: Kind }>) => number;
} = {
  uniform: ({ min, max }) => min + (max - min) * Math.random(),
  normal: ({ mean, stddev }) => mean + stddev * standardNormal(Infinity),
  truncatedNormal: ({ mean, stddev }) => mean + stddev * standardNormal(2),
  mask: ({ probability, value }) => (Math.random() < probability ? value : 0),
};

export const unseeded: RandomSource = (inputs, _call, allocate) =>
  inputs.map(({ shape, distribution }) => {
    const values = allocate(shape.reduce((product, size) => product * size, 1));
    const next = numbers[distribution.kind] as (of: Distribution) => number;
    for (let i = 0; i < values.length; i++) values[i] = next(distribution);
    return values;
  });

/** Box and Muller (1958), drawn again beyond ±limit; 1 − u is never zero. */
function standardNormal(limit: number): number {
  for (;;) {
    const radius = Math.sqrt(-2 * Math.log(1 - Math.random()));
    const normal = radius * Math.cos(2 * Math.PI * Math.random());
    if (Math.abs(normal) <= limit) return normal;
  }
}

/**
 * How much of a difference rounding explains. Some outputs depend so strongly on their inputs that no two
 * programs agree on them: the sigmoid of large sums, for example. The original itself says which: its
 * inputs are changed by their last bit, and its outputs move.
 */
import type { HostTensor, TensorMap } from '@ganport/runtime';

/** The distance of a float32 number to the next one, in relation to the number. */
const lastBit = 2 ** -23;

/** The inputs with the last bit of each float32 number changed, up and down in turn. */
export function withLastBitsChanged(inputs: TensorMap): TensorMap {
  const changed = (tensor: HostTensor): HostTensor =>
    tensor.data instanceof Float32Array
      ? {
          ...tensor,
          data: tensor.data.map((value, i) => value * (1 + (i % 2 === 0 ? lastBit : -lastBit))),
        }
      : tensor;
  return Object.fromEntries(
    Object.entries(inputs).map(([name, tensor]) => [name, changed(tensor)] as const),
  );
}

/** Two programs round in each of many layers, not at their inputs alone. */
const MOST_OF_NOISE = 5;
/** What is further away is no rounding. */
const MOST_OF_TOLERANCE = 30;

/**
 * Whether a difference above the tolerance is one of rounding.
 *
 * @param relative of file and original, and `noise` of the original and itself with the last bits of its
 * inputs changed, both as compareTensors gives them
 */
export function isRounding(relative: number, noise: number, tolerance: number): boolean {
  return relative <= MOST_OF_NOISE * noise && relative <= MOST_OF_TOLERANCE * tolerance;
}

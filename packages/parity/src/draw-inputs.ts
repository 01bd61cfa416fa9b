/** Inputs to compare runtimes on, for a test that gives none. */
import type { Model, ValueInfo } from '@ganport/graph';
import { elementCount, type HostTensor, type TensorMap } from '@ganport/runtime';
import { ParityError } from './errors.ts';

/** In place of sizes that a model leaves open: the first axis is a batch, others are sides. */
const openSizes = { first: 2, other: 32 };

/** More would fill the memory with numbers that a comparison does not need. */
const MAX_VALUES = 2 ** 24;

/**
 * One tensor for each input, the same in every run. Floating-point numbers are uniform in [-1, 1],
 * integers and booleans 0 or 1, which are valid indices of any table.
 *
 * @throws ParityError `not-comparable` for element types that tfjs does not have and for inputs of
 * more than 2^24 values
 */
export function drawInputs({ graph }: Model): TensorMap {
  const random = generator(1);
  return Object.fromEntries(graph.inputs.map((input) => [input.name, draw(input, random)]));
}

function draw({ name, dtype, shape }: ValueInfo, random: () => number): HostTensor {
  const dims = shape.map((size, axis) => {
    if (typeof size === 'number') return size;
    return axis === 0 ? openSizes.first : openSizes.other;
  });
  const count = elementCount(dims);
  if (!(count <= MAX_VALUES)) {
    const message = `input ${name}: is [${dims.join(', ')}], and at most ${MAX_VALUES} values are drawn; give inputs`;
    throw new ParityError('not-comparable', message);
  }
  const values = Array.from({ length: count }, random);
  const bits = () => values.map((value) => (value < 0.5 ? 0 : 1));
  if (dtype === 'float32') {
    return { dtype, dims, data: Float32Array.from(values, (value) => 2 * value - 1) };
  }
  if (dtype === 'int32') return { dtype, dims, data: Int32Array.from(bits()) };
  if (dtype === 'bool') return { dtype, dims, data: Uint8Array.from(bits()) };
  throw new ParityError(
    'not-comparable',
    `input ${name}: ${dtype} inputs are not drawn, only float32, int32 and bool; give inputs`,
  );
}

/** Numbers in [0, 1): the generator mulberry32, whose 32-bit state passes every seed once. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Numbers for test inputs: plain data with a shape and a dtype, the same in every run. Each helper
 * makes one distribution; `values` takes explicit numbers. The rank is part of the type, so that a case's
 * function takes tensors of known rank.
 */
import { tensor, type Tensor } from '@tensorflow/tfjs';
import type { HostTensor } from '@ganport/runtime';

export type Shape = readonly number[];

export interface Numbers<S extends Shape = Shape> {
  readonly dtype: 'float32' | 'int32' | 'bool';
  readonly shape: S;
  readonly values: readonly number[];
}

const count = (shape: Shape) => shape.reduce((product, size) => product * size, 1);

/** mulberry32, a small seeded generator, so that a failing case fails again. */
export function generator(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Uniform float32 numbers of [low, high). */
export function floats<const S extends Shape>(shape: S, seed = 1, low = -2, high = 2): Numbers<S> {
  const random = generator(seed);
  const numbers = Array.from({ length: count(shape) }, () =>
    Math.fround(low + (high - low) * random()),
  );
  return { dtype: 'float32', shape, values: numbers };
}

/** Distinct float32 integers in random order. */
export function distinct<const S extends Shape>(shape: S, seed = 1): Numbers<S> {
  const random = generator(seed);
  const keyed = Array.from({ length: count(shape) }, (_, i) => [random(), i] as const);
  const order = keyed.toSorted(([a], [b]) => a - b).map(([, i]) => i);
  return { dtype: 'float32', shape, values: order };
}

/** int32 numbers of [low, high). */
export function ints<const S extends Shape>(
  shape: S,
  low: number,
  high: number,
  seed = 1,
): Numbers<S> {
  return { dtype: 'int32', shape, values: floats(shape, seed, low, high).values.map(Math.floor) };
}

/** Random bools. */
export function bools<const S extends Shape>(shape: S, seed = 1): Numbers<S> {
  return { dtype: 'bool', shape, values: ints(shape, 0, 2, seed).values };
}

/** The given numbers as a vector. */
export function vector(
  numbers: readonly number[],
  dtype: Numbers['dtype'] = 'float32',
): Numbers<readonly [number]> {
  return { dtype, shape: [numbers.length], values: numbers };
}

/** The same numbers in another shape. */
export function shaped<const S extends Shape>({ dtype, values }: Numbers, shape: S): Numbers<S> {
  return { dtype, shape, values };
}

export function toTensor({ values: numbers, shape, dtype }: Numbers): Tensor {
  return tensor([...numbers], [...shape], dtype);
}

const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array };

export function toHost({ values: numbers, shape, dtype }: Numbers): HostTensor {
  return { dtype, dims: shape, data: arrays[dtype].from(numbers) };
}

/** A tensor's numbers; its dtype must be one that ONNX has too. True is any number but 0 in tfjs. */
export function toNumbers(result: Tensor): Numbers {
  const { dtype, shape } = result;
  if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') {
    throw new Error(`numbers: float32, int32 or bool, got ${dtype}`);
  }
  const numbers = [...result.dataSync()];
  return { dtype, shape, values: dtype === 'bool' ? numbers.map((x) => Number(x !== 0)) : numbers };
}

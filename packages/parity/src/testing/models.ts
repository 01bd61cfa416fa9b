/** Tiny models that this package's tests share. */
import { hostTensor, type HostTensor } from '@ganport/runtime';
import { encodeModel } from '@ganport/runtime/internal';

/** `y = x · w` with x of shape [N, 2] and w = ((1 2 3) (4 5 6)). */
export const productModel: Uint8Array<ArrayBuffer> = encodeModel({
  inputs: [{ name: 'x', dtype: 'float32', dims: ['N', 2] }],
  outputs: [{ name: 'y', dtype: 'float32', dims: ['N', 3] }],
  nodes: [{ op: 'MatMul', inputs: ['x', 'w'], outputs: ['y'] }],
  constants: { w: floats([1, 2, 3, 4, 5, 6], [2, 3]) },
});

/**
 * A step with two states: `w.next = w + g` of shape [size], `count.next = count + 1`,
 * and an output `loss = sum(w.next)` of shape [1].
 */
export function accumulatorModel(size: number): Uint8Array<ArrayBuffer> {
  return encodeModel({
    inputs: [
      { name: 'w', dtype: 'float32', dims: [size] },
      { name: 'count', dtype: 'float32', dims: [1] },
      { name: 'g', dtype: 'float32', dims: [size] },
    ],
    outputs: [
      { name: 'w.next', dtype: 'float32', dims: [size] },
      { name: 'loss', dtype: 'float32', dims: [1] },
      { name: 'count.next', dtype: 'float32', dims: [1] },
    ],
    nodes: [
      { op: 'Add', inputs: ['w', 'g'], outputs: ['w.next'] },
      { op: 'ReduceSum', inputs: ['w.next'], outputs: ['loss'], attributes: { keepdims: 1 } },
      { op: 'Add', inputs: ['count', 'one'], outputs: ['count.next'] },
    ],
    constants: { one: floats([1], [1]) },
  });
}

/** One int64 input given back as float16, bool and int64: the types that are not float32. */
export const typesModel: Uint8Array<ArrayBuffer> = encodeModel({
  inputs: [{ name: 'x', dtype: 'int64', dims: ['N'] }],
  outputs: [
    { name: 'half', dtype: 'float16', dims: ['N'] },
    { name: 'flag', dtype: 'bool', dims: ['N'] },
    { name: 'same', dtype: 'int64', dims: ['N'] },
  ],
  nodes: [
    { op: 'Cast', inputs: ['x'], outputs: ['half'], attributes: { to: 10 } },
    { op: 'Cast', inputs: ['x'], outputs: ['flag'], attributes: { to: 9 } },
    { op: 'Identity', inputs: ['x'], outputs: ['same'] },
  ],
});

export function floats(values: readonly number[], dims: readonly number[]): HostTensor {
  return hostTensor('float32', Float32Array.from(values), dims);
}

/** A float32 tensor of one value. */
export function filled(value: number, dims: readonly number[]): HostTensor {
  const length = dims.reduce((product, dim) => product * dim, 1);
  return hostTensor('float32', new Float32Array(length).fill(value), dims);
}

/**
 * Which memory goes along with a message between threads. A buffer in the transfer list changes
 * hands without a copy; its old owner cannot use it any more.
 */
import type { TensorMap } from '../tensor.ts';

/** Each buffer once. Shared memory needs no transfer. */
export function buffersOf(tensors: TensorMap): ArrayBuffer[] {
  const buffers = Object.values(tensors).map(({ data }) => data.buffer);
  return [...new Set(buffers)].filter((buffer) => buffer instanceof ArrayBuffer);
}

/**
 * Tensors that look at a part of a larger buffer get their own: a message carries whole buffers, so
 * a view would drag its surroundings along, and transferring it would take them from their owner.
 */
export function withOwnBuffers(tensors: TensorMap): TensorMap {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => {
      const { data } = tensor;
      const whole = data.byteLength === data.buffer.byteLength;
      return [name, whole ? tensor : { ...tensor, data: data.slice() }];
    }),
  );
}

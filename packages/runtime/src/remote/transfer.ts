/**
 * Which memory is transferred with a message between threads. A buffer in the transfer list is moved
 * without a copy; its old owner cannot use it any more.
 */
import type { TensorMap } from '../tensor.ts';

/** The buffers of tensors, each once. Shared memory is left out: it needs no transfer. */
export function buffersOf(tensors: TensorMap): ArrayBuffer[] {
  const buffers = Object.values(tensors).map(({ data }) => data.buffer);
  return [...new Set(buffers)].filter((buffer) => buffer instanceof ArrayBuffer);
}

/**
 * Copies tensors that are views of a larger buffer. A message carries whole buffers, so a view would
 * send its surroundings too, and transferring it would take them from their owner.
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

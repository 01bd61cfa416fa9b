/**
 * Memory that came back from a worker thread, by size, to be used again. Each call needs arrays of
 * millions of numbers, and allocating them costs as much as filling them.
 */
import type { Allocate } from './random.ts';

/** Arrays kept of each size: those of the running call and of the one being prepared. */
const keptOfASize = 8;

export interface SpentMemory {
  readonly take: Allocate;
  readonly keep: (buffers: readonly ArrayBuffer[]) => void;
}

export function spentMemory(): SpentMemory {
  const free = new Map<number, ArrayBuffer[]>();
  return {
    take: (length) => {
      const known = free.get(length * Float32Array.BYTES_PER_ELEMENT)?.pop();
      return known ? new Float32Array(known) : new Float32Array(length);
    },
    keep: (buffers) => {
      for (const buffer of buffers) {
        const alike = free.get(buffer.byteLength) ?? [];
        if (alike.length < keptOfASize) free.set(buffer.byteLength, [...alike, buffer]);
      }
    },
  };
}

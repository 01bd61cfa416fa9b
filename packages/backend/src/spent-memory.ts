/**
 * Memory that has been to a thread and back, by size: arrays of millions of numbers are made for
 * each call, and fresh memory costs as much as filling it.
 */
import type { Allocate } from './random.ts';

/** Arrays of one size that are kept: those of a call under way and of one being prepared. */
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

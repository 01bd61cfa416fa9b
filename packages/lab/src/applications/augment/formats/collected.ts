/**
 * Collects a set in memory and shuffles it, because data in the order of their classes train badly.
 */
import { sampleLength, keyed, type ImageShape, shuffle } from '@ganport/core/internal';
import type { OpenSetWriter } from './set-writer.ts';

export interface Collected {
  readonly count: number;
  readonly shape: ImageShape;
  /** [count, height, width, channels]. */
  readonly pixels: Uint8Array;
  /** [count]. */
  readonly labels: Int32Array;
}

/** A writer that passes the whole set to `write` when it is closed. */
export function collecting(
  write: (folder: string, set: Collected) => Promise<void>,
): OpenSetWriter {
  return ({ folder, shape, seed }) => {
    const images: Uint8Array[] = [];
    const given: number[] = [];
    return {
      async add(label, pixels) {
        images.push(pixels);
        given.push(label);
      },
      async close() {
        const length = sampleLength(shape);
        const pixels = new Uint8Array(images.length * length);
        const labels = new Int32Array(images.length);
        shuffle(keyed(seed, 'augment/order'), images.length).forEach((from, to) => {
          // In range: a permutation.
          pixels.set(images[from] as Uint8Array, to * length);
          labels[to] = given[from] as number;
        });
        await write(folder, { count: images.length, shape, pixels, labels });
      },
    };
  };
}

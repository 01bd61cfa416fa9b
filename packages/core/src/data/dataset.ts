/**
 * A data set is images of one size that can be read in any order. Where they come from (IDX files,
 * folders) is next door; in which order they are read is batch-order's.
 */
import { CoreError } from '../errors.ts';

export interface Dataset {
  /** For messages: where it came from. */
  readonly name: string;
  readonly shape: readonly [height: number, width: number, channels: number];
  /** The number of images. */
  readonly size: number;
  /** One class number for each image. */
  readonly labels?: Int32Array;
  /** The names of the classes, by number. */
  readonly classes?: readonly string[];
  /**
   * Writes images to `out` as [indices.length, height, width, channels], float32 in [-1, 1].
   *
   * @throws CoreError 'data-mismatch' when an index is outside the set or `out` has another length
   */
  read(indices: ArrayLike<number>, out: Float32Array): void;
}

/** From bytes to [-1, 1]. */
const scaled = Float32Array.from({ length: 256 }, (_, byte) => byte / 127.5 - 1);

/** A data set over bytes held in memory, size × height × width × channels of them. */
export function byteDataset(
  description: Omit<Dataset, 'read'> & { readonly pixels: Uint8Array },
): Dataset {
  const { pixels, ...rest } = description;
  const { name, shape, size } = rest;
  const imageLength = shape[0] * shape[1] * shape[2];
  return {
    ...rest,
    read(indices, out) {
      if (out.length !== indices.length * imageLength) {
        const needed = `${indices.length} images of ${shape.join(' × ')}`;
        const message = `${name}: the array has ${out.length} places, ${needed} need ${indices.length * imageLength}`;
        throw new CoreError('data-mismatch', message);
      }
      for (let i = 0; i < indices.length; i++) {
        const index = indices[i] ?? NaN;
        if (!(index >= 0 && index < size)) {
          throw new CoreError('data-mismatch', `${name}: no image ${index} among its ${size}`);
        }
        const from = index * imageLength;
        const to = i * imageLength;
        // In range: checked above for the whole image; a byte has its place in the table.
        for (let k = 0; k < imageLength; k++) {
          out[to + k] = scaled[pixels[from + k] as number] as number;
        }
      }
    },
  };
}

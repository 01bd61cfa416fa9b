/**
 * A data set is images of one size that can be read in any order. Where they come from (IDX and NPZ
 * files, folders) is next door; in which order they are read is batch-order's.
 */
import { CoreError } from '../errors.ts';

export type Shape = readonly [height: number, width: number, channels: number];

/** What the random changes of a batch's images are drawn from. */
export interface Draws {
  readonly seed: number;
  readonly step: number;
}

export interface Dataset {
  /** For messages: where it came from. */
  readonly name: string;
  readonly shape: Shape;
  /** The number of images. */
  readonly size: number;
  /** One class number for each image. */
  readonly labels?: Int32Array;
  /** The names of the classes, by number. */
  readonly classes?: readonly string[];
  /**
   * Writes images to `out` as [indices.length, height, width, channels], float32 in [-1, 1].
   *
   * @param draws for data sets that change images at random as they are read; without, these give
   * the middle of each image
   * @throws CoreError 'data-mismatch' when an index is outside the set or `out` has another length;
   * 'corrupt-file' or 'not-found' when an image that is read only now cannot be
   */
  read(indices: ArrayLike<number>, out: Float32Array, draws?: Draws): Promise<void>;
}

export function imageLength([height, width, channels]: Shape): number {
  return height * width * channels;
}

/** From bytes to [-1, 1]. */
const scaled = Float32Array.from({ length: 256 }, (_, byte) => byte / 127.5 - 1);

/** Writes bytes as numbers in [-1, 1], from place `at` of `out` on. */
export function scaleBytes(bytes: Uint8Array, out: Float32Array, at: number): void {
  // In range: a byte has its place in the table.
  for (let i = 0; i < bytes.length; i++) out[at + i] = scaled[bytes[i] as number] as number;
}

/** @throws CoreError 'data-mismatch' as Dataset.read */
export function checkRead(
  { name, shape, size }: Pick<Dataset, 'name' | 'shape' | 'size'>,
  indices: ArrayLike<number>,
  out: Float32Array,
): void {
  const places = indices.length * imageLength(shape);
  if (out.length !== places) {
    const needed = `${indices.length} images of ${shape.join(' × ')}`;
    const message = `${name}: the array has ${out.length} places, ${needed} need ${places}`;
    throw new CoreError('data-mismatch', message);
  }
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i] ?? NaN;
    if (!(index >= 0 && index < size)) {
      throw new CoreError('data-mismatch', `${name}: no image ${index} among its ${size}`);
    }
  }
}

/** A data set over bytes held in memory, size × height × width × channels of them. */
export function byteDataset(
  description: Omit<Dataset, 'read'> & { readonly pixels: Uint8Array },
): Dataset {
  const { pixels, ...rest } = description;
  const length = imageLength(rest.shape);
  return {
    ...rest,
    async read(indices, out) {
      checkRead(rest, indices, out);
      for (let i = 0; i < indices.length; i++) {
        const from = (indices[i] as number) * length;
        scaleBytes(pixels.subarray(from, from + length), out, i * length);
      }
    },
  };
}

/**
 * A data set is images of one size that can be read in any order. This file has the interface and a
 * data set in memory. @ganport/lab has data sets from files. `batch-order.ts` decides the order.
 */
import { CoreError } from '../errors.ts';

/** The shape of an image. */
export type Shape = readonly [height: number, width: number, channels: number];

/** The key of the random changes of a batch's images. */
export interface Draws {
  readonly seed: number;
  readonly step: number;
}

/** Images of one size, read by index. A data set of one's own implements `read`. */
export interface Dataset {
  /** Its origin, for messages. */
  readonly name: string;
  readonly shape: Shape;
  /** The number of images. */
  readonly size: number;
  /** The class number of each image. */
  readonly labels?: Int32Array;
  /** The names of the classes, by number. */
  readonly classes?: readonly string[];
  /**
   * Writes images to `out` as [indices.length, height, width, channels], float32 in [-1, 1].
   *
   * @param draws the key of random changes, for data sets that make some; without it they return the
   * middle of each image
   * @throws CoreError 'data-mismatch' when an index or the length of `out` is wrong; data sets that
   * read files also throw when an image cannot be read
   */
  read(indices: ArrayLike<number>, out: Float32Array, draws?: Draws): Promise<void>;
}

/** The number of values of an image. */
export function imageLength([height, width, channels]: Shape): number {
  return height * width * channels;
}

/** The number in [-1, 1] of each byte. */
const scaled = Float32Array.from({ length: 256 }, (_, byte) => byte / 127.5 - 1);

/** Writes bytes as numbers in [-1, 1] to `out`, starting at index `start`. */
export function scaleBytes(bytes: Uint8Array, out: Float32Array, start: number): void {
  // In range: the table has an entry for every byte.
  for (let i = 0; i < bytes.length; i++) out[start + i] = scaled[bytes[i] as number] as number;
}

/** Checks the arguments of `read`. @throws CoreError 'data-mismatch' as Dataset.read */
export function checkRead(
  { name, shape, size }: Pick<Dataset, 'name' | 'shape' | 'size'>,
  indices: ArrayLike<number>,
  out: Float32Array,
): void {
  const needed = indices.length * imageLength(shape);
  if (out.length !== needed) {
    const images = `${indices.length} images of ${shape.join(' × ')}`;
    const message = `${name}: the array has ${out.length} elements, ${images} need ${needed}`;
    throw new CoreError('data-mismatch', message);
  }
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i] ?? NaN;
    if (!(index >= 0 && index < size)) {
      const message = `${name}: there is no image ${index}; indices are below ${size}`;
      throw new CoreError('data-mismatch', message);
    }
  }
}

/**
 * A data set in memory.
 *
 * @param description `pixels` are the bytes of all images, [size, height, width, channels]; 0 is read
 * as -1 and 255 as 1
 * @example
 * const shape = [28, 28, 1];
 * const dataset = byteDataset({ name: 'digits', shape, size: pixels.length / 784, pixels });
 */
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

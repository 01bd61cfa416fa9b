/**
 * A data set is samples of one kind and shape that can be read in any order. This file has the interface
 * and a data set of images in memory. @ganport/lab has data sets from files. `batch-order.ts` decides the
 * order.
 */
import { CoreError } from '../errors.ts';
import { dataKinds, type KindName } from '../kinds/index.ts';
import { sampleLength, type SampleShape } from '../kinds/kind.ts';
import type { ImageShape } from '../models/description.ts';
import type { Table } from '../tables/table.ts';
import type { Vocabulary } from '../text/vocabulary.ts';
import type { SampleConditions } from './condition.ts';

/** The key of the random changes of a batch's samples. */
export interface Draws {
  readonly seed: number;
  readonly step: number;
}

/** How large the numbers of volumes are, in their own unit, for networks whose values are of order 1. */
export interface Calibration {
  /** The mean of the largest cells. */
  readonly cell: number;
  /** The mean sum of the cells, for each 1 of the condition. */
  readonly response: number;
}

/** Images are resized to `load`, then cropped to `crop` at a random place, and may be mirrored. */
export interface Augmentation {
  readonly load: readonly [height: number, width: number];
  readonly crop: readonly [height: number, width: number];
  /** Whether images are mirrored left to right with probability 1/2. */
  readonly flip: boolean;
}

/** A random crop as data. Image i of a batch is changed by the three numbers of (seed, purpose, step, i). */
export interface RandomCrop extends Augmentation {
  readonly purpose: string;
  /** The images that it is cut from. */
  readonly whole: ImageDataset;
}

/** Samples of one shape, read by index. A data set of one's own implements `read`. */
export interface Dataset<Shape extends SampleShape = SampleShape> {
  /** Its origin, for messages. */
  readonly name: string;
  /** What its samples are; images unless given. */
  readonly kind?: KindName;
  /** The shape of a sample: height, width and channels of an image. */
  readonly shape: Shape;
  /** The number of samples. */
  readonly size: number;
  /** The class number of each sample. */
  readonly labels?: Int32Array;
  /** The names of the classes, by number. */
  readonly classes?: readonly string[];
  /** A number of each sample that a network can learn to follow. */
  readonly condition?: SampleConditions;
  /** Of volumes: how large their cells and sums are. */
  readonly calibration?: Calibration;
  /** What evaluations measure it by, where its kind does not say so. */
  readonly measuredBy?: 'spectrum';
  /** Of text: the characters by number. */
  readonly vocabulary?: Vocabulary;
  /** Of rows: the columns of their table. */
  readonly table?: Table;
  /** What was changed or left out as it was read, in words for display. */
  readonly notes?: readonly string[];
  /** Set where `read` changes samples at random: how, or that only `read` knows. */
  readonly changes?: RandomCrop | 'unknown';
  /**
   * Writes samples to `out` as [indices.length, …shape], float32 in [-1, 1].
   *
   * @param draws the key of random changes, for data sets that make some; without it they return the
   * same part of a sample each time, the middle of an image
   * @throws CoreError 'data-mismatch' when an index or the length of `out` is wrong; data sets that
   * read files also throw when a sample cannot be read
   */
  read(indices: ArrayLike<number>, out: Float32Array, draws?: Draws): Promise<void>;
  /**
   * Draws the samples of a batch, for data whose training does not go through all of them in turn.
   *
   * @returns their indices, and the class of each where the data have classes
   */
  draw?(
    count: number,
    draws: Draws,
  ): { readonly indices: Int32Array; readonly labels?: Int32Array | undefined };
}

/** Images of one size. */
export type ImageDataset = Dataset<ImageShape>;

/** The number in [-1, 1] of each byte. */
const scaled = Float32Array.from({ length: 256 }, (_, byte) => byte / 127.5 - 1);

/** Writes bytes as numbers in [-1, 1] to `out`, starting at index `start`. */
export function scaleBytes(bytes: Uint8Array, out: Float32Array, start: number): void {
  // In range: the table has an entry for every byte.
  for (let i = 0; i < bytes.length; i++) out[start + i] = scaled[bytes[i] as number] as number;
}

/** Checks the arguments of `read`. @throws CoreError 'data-mismatch' as Dataset.read */
export function checkRead(
  { name, kind = 'images', shape, size }: Pick<Dataset, 'name' | 'kind' | 'shape' | 'size'>,
  indices: ArrayLike<number>,
  out: Float32Array,
): void {
  const { noun, describe } = dataKinds[kind];
  const needed = indices.length * sampleLength(shape);
  if (out.length !== needed) {
    const samples = `${indices.length} ${noun[1]} of ${describe(shape)}`;
    const message = `${name}: the array has ${out.length} elements, ${samples} need ${needed}`;
    throw new CoreError('data-mismatch', message);
  }
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i] ?? NaN;
    if (!(index >= 0 && index < size)) {
      const message = `${name}: there is no ${noun[0]} ${index}; indices are below ${size}`;
      throw new CoreError('data-mismatch', message);
    }
  }
}

/**
 * A data set of images in memory.
 *
 * @param description `pixels` are the bytes of all images, [size, height, width, channels]; 0 is read
 * as -1 and 255 as 1
 * @example
 * const shape = [28, 28, 1];
 * const dataset = byteDataset({ name: 'digits', shape, size: pixels.length / 784, pixels });
 */
export function byteDataset(
  description: Omit<ImageDataset, 'read'> & { readonly pixels: Uint8Array },
): ImageDataset {
  const { pixels, ...rest } = description;
  const length = sampleLength(rest.shape);
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

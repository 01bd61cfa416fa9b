/**
 * The largest sizes that ganport takes from files, their metadata and settings. They are far above
 * what GANs use, and low enough that a damaged or hostile file is refused before memory is allocated.
 */

export const limits = {
  /** Height and width of an image, in pixels. */
  side: 16_384,
  /** Channels of an image. */
  channels: 1024,
  /** Values of one image: 8192 × 8192 in gray. */
  imageValues: 2 ** 26,
  /** Rows, columns and layers of a volume. */
  volumeSide: 256,
  /** Cells of a volume: 64 × 64 × 64. */
  volumeCells: 2 ** 18,
  /** Samples of a sound: a minute at 17 kHz. */
  soundSamples: 2 ** 20,
  /** Characters of a line of text. */
  textLength: 4096,
  /** Characters of a vocabulary. */
  characters: 1024,
  /** Columns of a table. */
  columns: 1024,
  /** Modes of a column of numbers. */
  modes: 10,
  /** Categories of a column. */
  categories: 1000,
  /** Values of an encoded row of a table. */
  rowValues: 8192,
  /** Characters of a cell of a table. */
  cellLength: 256,
  /** Cells of a table. */
  cells: 2 ** 24,
  /** Samples a second of a sound. */
  sampleRate: 384_000,
  /** Values of the tensor of a batch: 1 GiB of float32. */
  tensorValues: 2 ** 28,
  /** Numbers of a noise vector. */
  latent: 65_536,
  /** Images of a batch. */
  batch: 65_536,
  /** Classes of a data set or a generator. */
  classes: 65_536,
} as const;

/**
 * What is wrong with a size, for an error message: `must be a whole number from 1 to 65536 (got 0)`.
 *
 * @returns undefined for a whole number from 1 to `most`
 */
export function sizeProblem(size: number, most: number): string | undefined {
  if (Number.isInteger(size) && size >= 1 && size <= most) return undefined;
  return `must be a whole number from 1 to ${most} (got ${size})`;
}

/** What is wrong with the shape of an image; undefined for one within the limits. */
export function imageProblem(shape: readonly [number, number, number]): string | undefined {
  const [height, width, channels] = shape;
  const sides = sizeProblem(height, limits.side) ?? sizeProblem(width, limits.side);
  if (sides !== undefined) return `height and width: each ${sides}`;
  const depth = sizeProblem(channels, limits.channels);
  if (depth !== undefined) return `channels: ${depth}`;
  if (height * width * channels <= limits.imageValues) return undefined;
  return `an image of ${shape.join(' × ')} has more than ${limits.imageValues} values`;
}

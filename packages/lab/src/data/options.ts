/** How the images of a data set are cropped, resized, converted to gray and augmented; how sounds are cut. */
import { type KindName, type Plan } from '@ganport/core';
import { LabError } from '../errors.ts';
import type { SoundOptions } from '../sounds/options.ts';
import type { TextOptions } from '../text/options.ts';
import type { Table } from '@ganport/core/internal';
import type { Rectangle } from '../imaging/decode-image.ts';
import { type Augmentation, kindNamesOf, type Sides, sidesOf } from '@ganport/core/internal';

/** How tables are read. */
export interface RowOptions {
  /** Names of columns that are categories, whatever their cells look like. */
  readonly discrete?: readonly string[] | undefined;
  /** The columns of a run; found out from the data unless given. */
  readonly table?: Table | undefined;
}

export interface DatasetOptions {
  /**
   * First, this many pixels are cropped from the middle of each image: a side, or height and width.
   */
  readonly crop?: Sides;
  /**
   * Then the image is resized to fill this size; what exceeds the aspect ratio is cut off at both
   * ends.
   */
  readonly size?: Sides;
  /** Converts to gray. Otherwise a set is gray only when none of its files has colors. */
  readonly grayscale?: boolean;
  /** Random changes, drawn each time an image is read; it decides the size in place of `size`. */
  readonly augment?: Augmentation;
  /**
   * The most bytes of decoded images in memory, 512 MiB unless given; a larger set is decoded as it
   * is read.
   */
  readonly memory?: number;
  /**
   * The most bytes of a file, unpacked, 1 GiB unless given. It also bounds the size of an image, since
   * decoding takes 16 bytes for each pixel.
   */
  readonly maxBytes?: number | undefined;
  /** How sounds are resampled and cut. */
  readonly sounds?: SoundOptions;
  /** How lines of text become samples. */
  readonly text?: TextOptions;
  /** How tables are read. */
  readonly rows?: RowOptions;
  /** The kinds that are wanted, which decide what the images of an NPZ file are. */
  readonly kinds?: readonly KindName[];
}

/** The options that only images have, by their names for people. */
const ofImages = {
  crop: '--crop',
  size: '--image-size',
  grayscale: '--grayscale',
  augment: 'random changes',
} as const;

/** @throws LabError 'bad-argument' for options of images, beside data that have none */
export function refuseImageOptions(options: DatasetOptions, data: string, noun: string): void {
  const given = Object.keys(options).find((option) => Object.hasOwn(ofImages, option));
  if (given === undefined) return;
  const option = ofImages[given as keyof typeof ofImages];
  const message = `${data}: has ${noun}, not images, and takes no ${option}; leave it out`;
  throw new LabError('bad-argument', message);
}

/** 512 MiB. */
export const defaultMemory = 2 ** 29;

/** The names in a list that is separated by commas. */
export function columnNames(list: string): string[] {
  return list.split(',').map((name) => name.trim());
}

/** How the settings of a run prepare the samples of a data set. */
export function datasetOptions({
  config,
  variant,
}: {
  readonly config: Plan['config'];
  readonly variant: { readonly kinds?: readonly KindName[] | undefined };
}): DatasetOptions {
  const { imageSize, crop, grayscale, maxDataBytes } = config;
  const { length, sampleRate, slice, loudness, characters, vocabulary, discrete, table } = config;
  return {
    ...(variant.kinds && { kinds: kindNamesOf(variant) }),
    ...(maxDataBytes !== undefined && { maxBytes: maxDataBytes }),
    ...(imageSize !== undefined && { size: imageSize }),
    ...(crop !== undefined && { crop }),
    ...(grayscale && { grayscale }),
    ...(length !== undefined && {
      sounds: { length, sampleRate, slice, loudness },
      text: { length, characters, vocabulary },
    }),
    ...((discrete !== undefined || table) && {
      rows: { discrete: discrete === undefined ? undefined : columnNames(discrete), table },
    }),
  };
}

/**
 * The size that images are resized to, if any.
 *
 * @throws LabError 'bad-argument' for a size beside an augmentation, which has its own
 */
export function targetSize({ size, augment }: DatasetOptions): [number, number] | undefined {
  if (size !== undefined && augment) {
    const message = 'size: the augmentation resizes already; leave size out';
    throw new LabError('bad-argument', message);
  }
  if (augment) return [...augment.load];
  return size === undefined ? undefined : sidesOf('size', size);
}

/** The middle of an area; undefined when the area is too small. */
export function middleOf(area: Rectangle, [height, width]: readonly [number, number]) {
  if (height > area.height || width > area.width) return undefined;
  const left = area.left + Math.floor((area.width - width) / 2);
  const top = area.top + Math.floor((area.height - height) / 2);
  return { left, top, width, height };
}

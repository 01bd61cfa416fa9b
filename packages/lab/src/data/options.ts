/** How images become those of a data set: what is cut out, resized, made grey, changed at random. */
import { LabError } from '../errors.ts';
import type { Rectangle } from '../imaging/decode-image.ts';
import { type Augmentation, type Sides, sidesOf } from '@ganport/core/internal';

export interface DatasetOptions {
  /** First the middle of each image is cut out, this many pixels of it. */
  readonly crop?: Sides;
  /** Then it is resized to fill this size; what does not fit the aspect ratio is cut off at both ends. */
  readonly size?: Sides;
  /** Colours become grey. Without, a set is grey only when none of its files has colours. */
  readonly grayscale?: boolean;
  /** Random changes, drawn anew each time an image is read; decides the size in place of `size`. */
  readonly augment?: Augmentation;
  /** Bytes of decoded images that may be kept in memory; a larger set is decoded as it is read. */
  readonly memory?: number;
}

/** 512 MiB. */
export const defaultMemory = 2 ** 29;

/**
 * The size that images are resized to, if any.
 * @throws LabError 'bad-argument' when a size is asked for twice
 */
export function targetSize({ size, augment }: DatasetOptions): [number, number] | undefined {
  if (size !== undefined && augment) {
    const message = 'size: the augmentation resizes already; give its load and crop sizes alone';
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

/** Sizes of the networks of variants: their width, the images that they can make, packs of images. */
import { CoreError } from '../errors.ts';
import type { ImageShape } from '../models/description.ts';

/** A number of filters or units, multiplied by the width of the network. */
export function scaled(width: number, filters: number): number {
  return Math.max(1, Math.round(width * filters));
}

/** @throws CoreError 'data-mismatch' unless both sides are multiples of `multiple` */
export function checkSides(variant: string, [height, width]: ImageShape, multiple: number): void {
  if (height % multiple === 0 && width % multiple === 0) return;
  throw new CoreError(
    'data-mismatch',
    `${variant}: makes images whose sides are multiples of ${multiple}; these are ${height} × ${width}; resize them with --image-size`,
  );
}

/**
 * The input of a discriminator of `pac` samples at a time (PacGAN, Lin et al. 2018, section 2): the
 * samples are the channels of one image.
 */
export function packed([height, width, channels]: ImageShape, pac: number): ImageShape {
  return [height, width, channels * pac];
}

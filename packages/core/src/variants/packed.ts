/** PacGAN (Lin et al. 2018, section 2): D judges several samples at a time, as one image's channels. */
import type { ImageShape } from '../models/description.ts';

/** The shape of what a discriminator of `pac` samples sees. */
export function packed([height, width, channels]: ImageShape, pac: number): ImageShape {
  return [height, width, channels * pac];
}

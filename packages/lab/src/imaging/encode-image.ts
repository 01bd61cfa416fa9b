/** Encodes pixels as image files. The same pixels give the same bytes. */
import type { Sharp } from 'sharp';
import { writeFileAtomic } from '../files/atomic-file.ts';
import { fromPixels } from './decode-image.ts';
import type { ImageFormat } from './image-header.ts';
import type { Pixels } from '@ganport/core';

/** JPEG and WebP at a quality of 95; JPEG has white in place of transparency. */
const encoders: Readonly<Record<ImageFormat, (image: Sharp) => Sharp>> = {
  png: (image) => image.png({ compressionLevel: 9 }),
  jpeg: (image) =>
    image.flatten({ background: '#ffffff' }).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }),
  webp: (image) => image.webp({ quality: 95 }),
};

/**
 * Encodes an image file with eight bits a channel.
 *
 * @example
 * const jpeg = await encodeImage(pixels, 'jpeg');
 */
export async function encodeImage(pixels: Pixels, format: ImageFormat): Promise<Uint8Array> {
  const image = fromPixels(pixels);
  if (pixels.channels === 1) image.toColourspace('b-w');
  return encoders[format](image).toBuffer();
}

/** Encodes a PNG file. */
export function encodePng(pixels: Pixels): Promise<Uint8Array> {
  return encodeImage(pixels, 'png');
}

/**
 * Writes a PNG file, whole or not at all.
 *
 * @throws LabError 'cannot-write'
 * @example
 * await writePng('zebra.png', pixels);
 */
export async function writePng(path: string, pixels: Pixels): Promise<void> {
  await writeFileAtomic(path, [await encodePng(pixels)]);
}

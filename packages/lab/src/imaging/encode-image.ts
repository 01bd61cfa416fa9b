/** Pixels to image files. The same pixels give the same bytes. */
import type { Sharp } from 'sharp';
import { writeFileAtomic } from '../files/atomic-file.ts';
import { fromPixels } from './decode-image.ts';
import type { ImageFormat } from './image-header.ts';
import type { Pixels } from '@ganport/core';

/** JPEG and WebP are written so that losses are hard to see; in JPEG white stands for transparency. */
const encoders: Readonly<Record<ImageFormat, (image: Sharp) => Sharp>> = {
  png: (image) => image.png({ compressionLevel: 9 }),
  jpeg: (image) =>
    image.flatten({ background: '#ffffff' }).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }),
  webp: (image) => image.webp({ quality: 95 }),
};

/** The bytes of an image file, eight bits a channel. */
export async function encodeImage(pixels: Pixels, format: ImageFormat): Promise<Uint8Array> {
  const image = fromPixels(pixels);
  if (pixels.channels === 1) image.toColourspace('b-w');
  return encoders[format](image).toBuffer();
}

/** The bytes of a PNG file. */
export function encodePng(pixels: Pixels): Promise<Uint8Array> {
  return encodeImage(pixels, 'png');
}

/** Writes a PNG file, wholly or not at all. @throws LabError 'cannot-write' */
export async function writePng(path: string, pixels: Pixels): Promise<void> {
  await writeFileAtomic(path, [await encodePng(pixels)]);
}

/**
 * Decodes image files to upright pixels in sRGB with eight bits a sample, whatever the file has:
 * EXIF orientation, palettes, CMYK, sixteen bits. Decoding runs on sharp's threads.
 */
import sharp, { type Sharp } from 'sharp';
import { defaultMaxBytes } from '../files/limits.ts';
import { readInputFile } from '../files/read-input.ts';
import { damaged, imageHeader, type ImageHeader } from './image-header.ts';
import type { Pixels } from '@ganport/core';

export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface DecodeOptions {
  /** Blends transparency with white, or returns it as a fourth channel where the file has it. */
  readonly alpha?: 'over-white' | 'keep';
  /** The part of the upright image to decode. */
  readonly part?: Rectangle;
  /** The size of the result; what exceeds its aspect ratio is cut off at both ends. */
  readonly size?: readonly [height: number, width: number];
  /** The most bytes of the file, and of the work of decoding it, 16 for each pixel; 1 GiB. */
  readonly maxBytes?: number | undefined;
}

/**
 * Decodes a PNG, JPEG or WebP file.
 *
 * @param file named in errors
 * @returns 1 channel for a gray file, 3 for a color file, 4 with transparency
 * @throws LabError 'corrupt-file' when the bytes are no such image, truncated or damaged,
 * 'data-mismatch' when it is animated or larger than the limit
 * @example
 * const { width, height, data } = await decodeImage(bytes, 'upload.jpg', { size: [64, 64] });
 */
export async function decodeImage(
  bytes: Uint8Array,
  file: string,
  options: DecodeOptions = {},
): Promise<Pixels> {
  const header = await imageHeader(bytes, file, options.maxBytes);
  // The header's size is within the limit.
  const opened = sharp(bytes, { limitInputPixels: header.width * header.height });
  try {
    return await rawPixels(pipeline(opened.autoOrient(), header, options));
  } catch (cause) {
    throw damaged(file, header.format, cause);
  }
}

/**
 * Reads and decodes a PNG, JPEG or WebP file.
 *
 * @throws LabError as decodeImage, and 'not-found'
 * @example
 * const image = await readImage('photo.jpg', { alpha: 'keep' });
 */
export async function readImage(path: string, options?: DecodeOptions): Promise<Pixels> {
  const { maxBytes = defaultMaxBytes } = options ?? {};
  return decodeImage(await readInputFile(path, maxBytes), path, options);
}

function pipeline(image: Sharp, header: ImageHeader, options: DecodeOptions): Sharp {
  const { alpha = 'over-white', part, size } = options;
  if (part) image.extract({ ...part });
  if (size) image.resize({ height: size[0], width: size[1], fit: 'cover' });
  const keeps = header.alpha && alpha === 'keep';
  if (!keeps) image.flatten({ background: '#ffffff' });
  return image.toColourspace(header.gray && !keeps ? 'b-w' : 'srgb');
}

/** Resizes to exactly height × width, without regard to the aspect ratio. */
export function resizePixels(image: Pixels, height: number, width: number): Promise<Pixels> {
  if (image.height === height && image.width === width) return Promise.resolve(image);
  const resized = fromPixels(image).resize({ height, width, fit: 'fill' });
  return rawPixels(resized.toColourspace(image.channels === 1 ? 'b-w' : 'srgb'));
}

/** Reduces pixels, with their aspect ratio, so that no side is longer than `longest`. */
export function fitWithin(image: Pixels, longest: number): Promise<Pixels> {
  const scale = longest / Math.max(image.height, image.width);
  if (scale >= 1) return Promise.resolve(image);
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  return resizePixels(image, side(image.height), side(image.width));
}

/** Pixels as the start of a pipeline of sharp. */
export function fromPixels({ data, width, height, channels }: Pixels): Sharp {
  return sharp(data, { raw: { width, height, channels } });
}

/** The pixels at the end of a pipeline of sharp. */
export async function rawPixels(image: Sharp): Promise<Pixels> {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const channels = info.channels as Pixels['channels'];
  return {
    width,
    height,
    channels,
    data: new Uint8Array(data.buffer, data.byteOffset, data.length),
  };
}

/**
 * Image files to pixels: upright by their EXIF orientation, in sRGB, eight bits a sample, whatever
 * the file holds (palettes, CMYK, sixteen bits). Decoding runs on sharp's threads, not on this one.
 */
import sharp, { type Sharp } from 'sharp';
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
  /** Transparency is laid over white, or kept as a fourth channel where the file has it. */
  readonly alpha?: 'over-white' | 'keep';
  /** The part of the upright image that is wanted. */
  readonly part?: Rectangle;
  /** The size of the result; what does not fit its aspect ratio is cut off at both ends. */
  readonly size?: readonly [height: number, width: number];
}

/**
 * Decodes a PNG, JPEG or WebP file: 1 channel for a file without colours, 3 for one with, 4 where
 * transparency is kept.
 *
 * @param file named in errors
 * @throws LabError 'corrupt-file' when the bytes are no such image, truncated or damaged,
 * 'data-mismatch' when it is animated
 */
export async function decodeImage(
  bytes: Uint8Array,
  file: string,
  options: DecodeOptions = {},
): Promise<Pixels> {
  const header = await imageHeader(bytes, file);
  try {
    return await rawPixels(pipeline(sharp(bytes).autoOrient(), header, options));
  } catch (cause) {
    throw damaged(file, header.format, cause);
  }
}

/** Decodes a file by its path. @throws LabError as decodeImage, and 'not-found' */
export async function readImage(path: string, options?: DecodeOptions): Promise<Pixels> {
  return decodeImage(await readInputFile(path), path, options);
}

function pipeline(image: Sharp, header: ImageHeader, options: DecodeOptions): Sharp {
  const { alpha = 'over-white', part, size } = options;
  if (part) image.extract({ ...part });
  if (size) image.resize({ height: size[0], width: size[1], fit: 'cover' });
  const keeps = header.alpha && alpha === 'keep';
  if (!keeps) image.flatten({ background: '#ffffff' });
  return image.toColourspace(header.grey && !keeps ? 'b-w' : 'srgb');
}

/** Resizes to exactly height × width; the aspect ratio is the caller's. */
export function resizePixels(image: Pixels, height: number, width: number): Promise<Pixels> {
  if (image.height === height && image.width === width) return Promise.resolve(image);
  const resized = fromPixels(image).resize({ height, width, fit: 'fill' });
  return rawPixels(resized.toColourspace(image.channels === 1 ? 'b-w' : 'srgb'));
}

/** Pixels as the start of one of sharp's pipelines. */
export function fromPixels({ data, width, height, channels }: Pixels): Sharp {
  return sharp(data, { raw: { width, height, channels } });
}

async function rawPixels(image: Sharp): Promise<Pixels> {
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

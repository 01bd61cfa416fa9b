/**
 * The header of an image file: format (by its first bytes, not its name), upright size, gray or
 * color. Animated files are refused, since they hold more than one picture.
 */
import { open } from 'node:fs/promises';
import sharp, { type Metadata } from 'sharp';
import { LabError, messageOf } from '../errors.ts';

/** The formats that are read and written. */
export type ImageFormat = 'png' | 'jpeg' | 'webp';

export interface ImageHeader {
  readonly format: ImageFormat;
  /** The width of the upright image, with EXIF orientation applied. */
  readonly width: number;
  readonly height: number;
  /** Whether the file stores gray values only. */
  readonly gray: boolean;
  /** Whether it has transparency. */
  readonly alpha: boolean;
}

const signatures: Readonly<Record<ImageFormat, (start: Buffer) => boolean>> = {
  png: (start) => start.toString('latin1', 0, 8) === '\x89PNG\r\n\x1a\n',
  jpeg: (start) => start.toString('latin1', 0, 3) === '\xff\xd8\xff',
  webp: (start) =>
    start.toString('latin1', 0, 4) === 'RIFF' && start.toString('latin1', 8, 12) === 'WEBP',
};

const formatNames: Readonly<Record<ImageFormat, string>> = {
  png: 'PNG',
  jpeg: 'JPEG',
  webp: 'WebP',
};

/** The bytes of a PNG that are searched for an animation chunk. */
const START_BYTES = 16_384;

/**
 * Reads the header of an image file without decoding its pixels.
 *
 * @throws LabError 'not-found', 'corrupt-file' when it is no PNG, JPEG or WebP image or its header
 * is damaged, 'data-mismatch' when it is animated
 */
export async function readImageHeader(path: string): Promise<ImageHeader> {
  return describe(path, await readStart(path), path);
}

/**
 * The header of a file's bytes.
 *
 * @param file named in errors;
 * @throws LabError as readImageHeader
 */
export function imageHeader(bytes: Uint8Array, file: string): Promise<ImageHeader> {
  return describe(bytes, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), file);
}

async function describe(
  input: Uint8Array | string,
  start: Buffer,
  file: string,
): Promise<ImageHeader> {
  const known = Object.keys(signatures) as ImageFormat[];
  const format = known.find((name) => signatures[name](start));
  if (format === undefined) {
    const what = start.length === 0 ? 'an empty file' : 'not a PNG, JPEG or WebP image';
    throw new LabError('corrupt-file', `${file}: ${what}; convert or remove it`);
  }
  const metadata = await readMetadata(input, file, format);
  if ((metadata.pages ?? 1) > 1 || (format === 'png' && isAnimatedPng(start))) {
    const message = `${file}: an animated ${formatNames[format]} image; save one frame as an image, or remove it`;
    throw new LabError('data-mismatch', message);
  }
  const { width, height } = metadata.autoOrient;
  const gray = metadata.space === 'b-w' || metadata.space === 'grey16';
  return { format, width, height, gray, alpha: metadata.hasAlpha };
}

async function readMetadata(
  input: Uint8Array | string,
  file: string,
  format: ImageFormat,
): Promise<Metadata> {
  try {
    return await sharp(input).metadata();
  } catch (cause) {
    throw damaged(file, format, cause);
  }
}

/** The error for a file that starts as an image and cannot be decoded. */
export function damaged(file: string, format: ImageFormat, cause: unknown): LabError {
  const problem = messageOf(cause).trim().replaceAll(/\s+/g, ' ').replace(/:$/, '');
  const message = `${file}: damaged ${formatNames[format]} image (${problem}); replace or remove it`;
  return new LabError('corrupt-file', message, { cause });
}

async function readStart(path: string): Promise<Buffer> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(
        Buffer.allocUnsafe(START_BYTES),
        0,
        START_BYTES,
        0,
      );
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (cause) {
    const message = `${path}: cannot be read (${messageOf(cause)}); check the path`;
    throw new LabError('not-found', message, { cause });
  }
}

/**
 * Whether a PNG has a chunk acTL before its first IDAT. Most decoders show one frame of it only.
 */
function isAnimatedPng(bytes: Buffer): boolean {
  for (let at = 8; at + 8 <= bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (type === 'acTL') return true;
    if (type === 'IDAT') return false;
  }
  return false;
}

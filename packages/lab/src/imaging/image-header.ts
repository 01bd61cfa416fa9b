/**
 * The header of an image file: format (by its first bytes, not its name), upright size, gray or
 * color. Animated files are refused, since they hold more than one picture.
 */
import sharp, { type Metadata } from 'sharp';
import { openRegularFile } from '@ganport/graph/internal';
import { defaultMaxBytes, maxPixels } from '../files/limits.ts';
import { LabError, messageOf } from '../errors.ts';
import { readInputFile, withPath } from '../files/read-input.ts';

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

/**
 * The bytes of a file from which its header is read. Some headers are longer, because of color
 * profiles and previews; then the whole file is read.
 */
const START_BYTES = 65_536;

/**
 * Reads the header of an image file without decoding its pixels.
 *
 * @param maxBytes the most bytes of the file, and of the work of decoding it
 * @throws LabError 'not-found', 'corrupt-file' when it is no PNG, JPEG or WebP image or its header
 * is damaged, 'data-mismatch' when it is animated or larger than the limit
 */
export async function readImageHeader(
  path: string,
  maxBytes = defaultMaxBytes,
): Promise<ImageHeader> {
  const start = await withPath(path, readStart(path));
  const isWhole = start.length < START_BYTES;
  try {
    return await imageHeader(start, path, maxBytes);
  } catch (error) {
    if (isWhole || !(error instanceof LabError) || error.code !== 'corrupt-file') throw error;
    return imageHeader(await readInputFile(path, maxBytes), path, maxBytes);
  }
}

/**
 * The header of a file's bytes.
 *
 * @param file named in errors
 * @throws LabError as readImageHeader
 */
export async function imageHeader(
  bytes: Uint8Array,
  file: string,
  maxBytes = defaultMaxBytes,
): Promise<ImageHeader> {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const known = Object.keys(signatures) as ImageFormat[];
  const format = known.find((name) => signatures[name](start));
  if (format === undefined) {
    const what = start.length === 0 ? 'an empty file' : 'not a PNG, JPEG or WebP image';
    throw new LabError('corrupt-file', `${file}: ${what}; convert or remove it`);
  }
  const metadata = await readMetadata(bytes, file, format);
  if ((metadata.pages ?? 1) > 1 || (format === 'png' && isAnimatedPng(start))) {
    const message = `${file}: an animated ${formatNames[format]} image; save one frame as an image, or remove it`;
    throw new LabError('data-mismatch', message);
  }
  const { width, height } = metadata.autoOrient;
  const most = maxPixels(maxBytes);
  if (!(width * height <= most)) {
    const message = `${file}: ${width} × ${height} pixels, the limit is ${most} pixels; make it smaller, or raise the limit with --max-data-bytes (maxBytes), of which decoding takes 16 for each pixel`;
    throw new LabError('data-mismatch', message);
  }
  const gray = metadata.space === 'b-w' || metadata.space === 'grey16';
  return { format, width, height, gray, alpha: metadata.hasAlpha };
}

async function readMetadata(
  bytes: Uint8Array,
  file: string,
  format: ImageFormat,
): Promise<Metadata> {
  try {
    // The header's size is checked by the caller, whose error names the remedy.
    return await sharp(bytes, { limitInputPixels: false }).metadata();
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
  const file = await openRegularFile(path);
  try {
    const start = Buffer.allocUnsafe(START_BYTES);
    const { bytesRead } = await file.read(start, 0, START_BYTES, 0);
    return start.subarray(0, bytesRead);
  } finally {
    await file.close();
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

/**
 * The limits of data files, which are checked before memory is allocated and while a compressed file
 * is unpacked. The limits of sizes and counts are core's.
 */
import { LabError } from '../errors.ts';

/** 1 GiB: the most bytes of a data file, unpacked, unless a caller raises it. */
export const defaultMaxBytes = 2 ** 30;

/** Decoding an image takes up to this many bytes for each of its pixels. */
const WORK_BYTES = 16;

/** The most pixels of an image: 2^26 at 1 GiB, a square of 8192. */
export function maxPixels(maxBytes = defaultMaxBytes): number {
  return Math.floor(maxBytes / WORK_BYTES);
}

/** The error for data that need more than the limit. */
export function tooLarge(file: string, what: string, maxBytes: number): LabError {
  const message = `${file}: ${what}, the limit is ${maxBytes} bytes; raise it with --max-data-bytes (maxBytes) where the file can be trusted`;
  return new LabError('data-mismatch', message);
}

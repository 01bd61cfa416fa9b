/** Pixels to PNG files. */
import { encode } from 'fast-png';
import { writeFileAtomic } from '../run-folder/atomic-file.ts';
import type { Pixels } from './pixels.ts';

/** The bytes of a PNG file, eight bits a channel. */
export function encodePng(pixels: Pixels): Uint8Array {
  return encode({ ...pixels, depth: 8 }, { zlib: { level: 9 } });
}

/** Writes a PNG file, wholly or not at all. @throws CoreError 'cannot-write' */
export function writePng(path: string, pixels: Pixels): Promise<void> {
  return writeFileAtomic(path, [encodePng(pixels)]);
}

/**
 * Unpacks compressed data up to a limit. Unpacking stops at the limit, whatever the file declares, so
 * that a small file never becomes a large one in memory.
 */
import { promisify } from 'node:util';
import { gunzip, inflateRaw } from 'node:zlib';
import { LabError, messageOf } from '../errors.ts';
import { tooLarge } from '../files/limits.ts';

const methods = { gzip: promisify(gunzip), deflate: promisify(inflateRaw) } as const;

/**
 * Unpacks bytes.
 *
 * @param file named in errors
 * @param maxBytes the most bytes of the result
 * @throws LabError 'data-mismatch' above the limit, 'corrupt-file' for damaged data
 */
export async function inflate(
  bytes: Uint8Array,
  method: keyof typeof methods,
  file: string,
  maxBytes: number,
): Promise<Uint8Array> {
  try {
    return await methods[method](bytes, { maxOutputLength: maxBytes });
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE') {
      throw tooLarge(file, `unpacks to more than ${maxBytes} bytes`, maxBytes);
    }
    const what = method === 'gzip' ? 'damaged gzip file' : 'damaged archive';
    const message = `${file}: ${what} (${messageOf(cause)}); download or save it again`;
    throw new LabError('corrupt-file', message, { cause });
  }
}

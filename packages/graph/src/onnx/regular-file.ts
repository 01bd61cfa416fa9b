/**
 * Reads regular files only. A named pipe waits for a writer and a device such as /dev/zero has no
 * end, so neither is opened for reading, whatever its name is. node:fs is imported when it is needed,
 * since web pages have none.
 */
import type * as Fs from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { chunkBytes } from '../files/whole-file.ts';

const kinds = [
  ['a folder', (stats: Fs.Stats) => stats.isDirectory()],
  ['a named pipe', (stats: Fs.Stats) => stats.isFIFO()],
  ['a device', (stats: Fs.Stats) => stats.isCharacterDevice() || stats.isBlockDevice()],
] as const;

/**
 * Throws unless an open file is a regular one. Its name is not looked up again, so it cannot be
 * exchanged in between.
 */
function checkRegular(stats: Fs.Stats): void {
  if (stats.isFile()) return;
  const [kind] = kinds.find(([, is]) => is(stats)) ?? ['something else'];
  throw new Error(`it is ${kind}, not a regular file`);
}

/**
 * Opens a regular file for reading. The caller closes it.
 *
 * @throws the system's error, or an Error for anything but a regular file
 */
export async function openRegularFile(path: string): Promise<FileHandle> {
  const { constants } = await import('node:fs');
  const { open } = await import('node:fs/promises');
  // Without O_NONBLOCK, opening a named pipe waits for its writer.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    checkRegular(await file.stat());
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/**
 * Reads a regular file.
 *
 * @param most the most bytes of the file; the content of a longer one is not read
 * @throws as openRegularFile, and an Error for a file that is longer
 */
export async function readRegularFile(path: string, most = Infinity): Promise<Uint8Array> {
  const file = await openRegularFile(path);
  try {
    const { size } = await file.stat();
    if (size > most) throw new Error(`it has ${size} bytes, and at most ${most} are read`);
    const bytes = new Uint8Array(size);
    let done = 0;
    while (done < size) {
      const length = Math.min(chunkBytes, size - done);
      const { bytesRead } = await file.read(bytes, done, length, done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return bytes.subarray(0, done);
  } finally {
    await file.close();
  }
}

/**
 * Reads a part of a regular file, for readers that cannot wait.
 *
 * @throws as openRegularFile, and an Error for a file that ends before the part does
 */
export function readRegionSync(
  fs: typeof Fs,
  path: string,
  { offset, length }: { readonly offset: number; readonly length: number },
): Uint8Array {
  return withFile(fs, path, (file, { size }) => {
    const there = Math.max(0, size - offset);
    if (there < length) {
      throw new Error(`it has ${there} bytes at ${offset}, and ${length} are needed`);
    }
    return fillFrom(fs, file, offset, new Uint8Array(length));
  });
}

/**
 * Fills memory with a part of a regular file.
 *
 * @param offset in bytes from the start of the file
 * @throws as readRegionSync
 */
export function readIntoSync(fs: typeof Fs, path: string, offset: number, bytes: Uint8Array): void {
  withFile(fs, path, (file) => fillFrom(fs, file, offset, bytes));
}

function withFile<T>(fs: typeof Fs, path: string, body: (file: number, stats: Fs.Stats) => T): T {
  const file = fs.openSync(path, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
  try {
    const stats = fs.fstatSync(file);
    checkRegular(stats);
    return body(file, stats);
  } finally {
    fs.closeSync(file);
  }
}

function fillFrom(fs: typeof Fs, file: number, offset: number, bytes: Uint8Array): Uint8Array {
  for (let done = 0; done < bytes.length;) {
    const chunk = Math.min(chunkBytes, bytes.length - done);
    const read = fs.readSync(file, bytes, done, chunk, offset + done);
    if (read === 0) throw new Error('it became shorter while it was read');
    done += read;
  }
  return bytes;
}

/**
 * Writing so that a reader, a crash or a full disk never sees half a file: the content goes to a
 * temporary name in the same folder, is flushed to the disk, and takes its name in one step.
 */
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { LabError } from '../errors.ts';
import { writeProblem } from '@ganport/graph/internal';

/** What a failed write of `path` is told as. */
export function cannotWrite(path: string, cause: unknown): LabError {
  const message = `${path}: cannot be written: ${writeProblem(cause)}`;
  return new LabError('cannot-write', message, { cause });
}

/**
 * Replaces a file by `content`, wholly or not at all, and returns when it is on the disk.
 *
 * @param content the text, or the parts of the bytes, in their order
 * @throws LabError 'cannot-write'; the file is then as it was before
 */
export async function writeFileAtomic(
  path: string,
  content: string | readonly Uint8Array[],
): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  const parts = typeof content === 'string' ? [Buffer.from(content)] : content;
  try {
    await writeFlushed(temporary, parts);
    await rename(temporary, path);
    await flushFolder(dirname(path));
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => {}); // The first error is the one to tell.
    throw cannotWrite(path, cause);
  }
}

/**
 * Makes a folder and those above it; an existing folder is fine.
 *
 * @returns the first folder that had to be made, undefined when all existed
 * @throws LabError 'cannot-write'
 */
export async function makeFolder(path: string): Promise<string | undefined> {
  try {
    return await mkdir(path, { recursive: true });
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}

/** Removes what writes that were killed have left in a folder. */
export async function removeTemporaries(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => /^\..*\.\d+\.tmp$/.test(name));
  await Promise.all(names.map((name) => rm(join(folder, name), { force: true })));
}

async function writeFlushed(path: string, parts: readonly Uint8Array[]): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (const part of parts) await file.writeFile(part);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes a rename outlast a power cut. Windows has no such call for folders, and needs none. */
async function flushFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

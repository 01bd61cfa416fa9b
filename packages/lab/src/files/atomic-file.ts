/** Files and folders for runs: written whole or not at all, with errors that name the path. */
import { mkdir } from 'node:fs/promises';
import { writeProblem, writeWholeFile } from '@ganport/graph/internal';
import { LabError } from '../errors.ts';

/** The error for a failed write of `path`. */
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
  const parts = typeof content === 'string' ? [Buffer.from(content)] : content;
  try {
    await writeWholeFile(
      path,
      parts.map((data) => ({ data })),
    );
  } catch (cause) {
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

/** Files and folders for runs: written whole or not at all, with errors that name the path. */
import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
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
 * Makes a folder and those above it; an existing folder is fine. Each folder is made once: where one
 * cannot be, as below /proc, Node's recursive mkdir tries without end.
 *
 * @returns the first folder that had to be made, undefined when all existed
 * @throws LabError 'cannot-write'
 */
export async function makeFolder(path: string): Promise<string | undefined> {
  try {
    const missing = await missingFolders(resolve(path));
    for (const folder of missing) await makeOne(folder);
    return missing[0];
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}

/** The folders of a path that are not there, from the uppermost down. */
async function missingFolders(path: string): Promise<string[]> {
  const missing: string[] = [];
  for (let folder = path; !(await isFolder(folder)); folder = dirname(folder)) {
    missing.unshift(folder);
    if (folder === dirname(folder)) break;
  }
  return missing;
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined;
    throw cause;
  });
  if (!found || found.isDirectory()) return found !== undefined;
  throw Object.assign(new Error(`${path} is a file`), { code: 'EEXIST' });
}

/** The folder above is there, and yet no folder can be made in it, as in /proc. */
const NO_FOLDERS = 'this folder takes no others; choose another place';

async function makeOne(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    // Another process may have made it in between.
    if (code === 'EEXIST' && (await isFolder(folder))) return;
    if (code === 'ENOENT') throw new Error(NO_FOLDERS, { cause });
    throw cause;
  }
}

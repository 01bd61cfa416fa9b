/** Writes a folder with all its files, or not at all. */
import { mkdir, readdir, rename, rmdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { openTemporary } from '@ganport/graph/internal';
import { LabError } from '../errors.ts';
import { cannotWrite, makeFolder } from './atomic-file.ts';

/**
 * Fills a temporary folder beside the final one, and renames it.
 *
 * @param fill receives the empty temporary folder
 * @throws LabError 'cannot-write', also when the folder is not empty; what `fill` throws
 */
export async function writeWholeFolder<T>(
  path: string,
  fill: (folder: string) => Promise<T>,
): Promise<T> {
  await checkEmpty(path);
  const whole = resolve(path);
  await makeFolder(dirname(whole));
  const temporary = await openTemporary(dirname(whole));
  try {
    await mkdir(temporary.path);
    const result = await fill(temporary.path);
    // On some systems an empty folder in its place would prevent the rename.
    await rmdir(whole).catch(() => undefined);
    await rename(temporary.path, whole);
    temporary.forget();
    return result;
  } catch (cause) {
    await temporary.remove().catch(() => undefined);
    if (cause instanceof Error && 'syscall' in cause) throw cannotWrite(path, cause);
    throw cause;
  }
}

/** Checks that a folder is empty or missing. @throws LabError 'cannot-write' */
export async function checkEmpty(path: string): Promise<void> {
  let names: string[];
  try {
    names = await readdir(path);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return;
    throw cannotWrite(path, cause);
  }
  if (names.length > 0) {
    const message = `${path}: is not empty; remove it or choose another folder`;
    throw new LabError('cannot-write', message);
  }
}

/** A folder that is there with all that is in it, or not at all. */
import { readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { LabError } from '../errors.ts';
import { cannotWrite, makeFolder } from './atomic-file.ts';

/**
 * Makes a folder by filling one of a temporary name beside it.
 *
 * @param fill is given the temporary folder, empty
 * @throws LabError 'cannot-write', also when the folder is there and not empty; what fill throws
 */
export async function writeWholeFolder<T>(
  path: string,
  fill: (folder: string) => Promise<T>,
): Promise<T> {
  await checkEmpty(path);
  const whole = resolve(path);
  const temporary = join(dirname(whole), `.${basename(whole)}.${process.pid}.tmp`);
  await makeFolder(temporary);
  try {
    const result = await fill(temporary);
    // An empty folder in its place would stop the rename on some systems.
    await rmdir(whole).catch(() => undefined);
    await rename(temporary, whole);
    return result;
  } catch (cause) {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    if (cause instanceof Error && 'syscall' in cause) throw cannotWrite(path, cause);
    throw cause;
  }
}

/** @throws LabError 'cannot-write' when there is something */
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

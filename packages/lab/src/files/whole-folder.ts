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
 * @param mayReplace whether the content of a folder that is not empty may go; none may by default
 * @throws LabError 'cannot-write', also when the folder is not empty; what `fill` and `mayReplace` throw
 */
export async function writeWholeFolder<T>(
  path: string,
  fill: (folder: string) => Promise<T>,
  mayReplace: (folder: string) => Promise<boolean> = async () => false,
): Promise<T> {
  const whole = resolve(path);
  const isReplaced = await mayReplace(whole);
  if (!isReplaced) await checkEmpty(path);
  await makeFolder(dirname(whole));
  const temporary = await openTemporary(dirname(whole));
  try {
    await mkdir(temporary.path);
    const result = await fill(temporary.path);
    if (isReplaced) await exchange(temporary.path, whole);
    else {
      // On some systems an empty folder in its place would prevent the rename.
      await rmdir(whole).catch(() => undefined);
      await rename(temporary.path, whole);
    }
    temporary.forget();
    return result;
  } catch (cause) {
    await temporary.remove().catch(() => undefined);
    if (cause instanceof Error && 'syscall' in cause) throw cannotWrite(path, cause);
    throw cause;
  }
}

/** Puts a folder in the place of another, which is removed; where that fails, the other stays. */
async function exchange(path: string, whole: string): Promise<void> {
  const old = await openTemporary(dirname(whole));
  await rename(whole, old.path);
  try {
    await rename(path, whole);
  } catch (thrown) {
    await rename(old.path, whole);
    old.forget();
    throw thrown;
  }
  await old.remove();
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

/** Tuned models in a folder of this user. */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TuneCache } from '../tune/tune-model.ts';

/** Mode bits of a folder in which others may write. */
const othersWrite = 0o022;

/**
 * A cache of files, which are written whole or not at all. What others could have written is neither read
 * nor added to: a model of theirs would run here.
 */
export function folderCache(folder: string): TuneCache {
  const fileOf = (key: string) => join(folder, `${key}.model`);
  return {
    get: async (key) => {
      await checkOwn(folder);
      return new Uint8Array(await readFile(fileOf(key)));
    },
    put: async (key, model) => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await checkOwn(folder);
      const temporary = `${fileOf(key)}.${randomUUID()}`;
      try {
        await writeFile(temporary, model, { flag: 'wx' });
        await rename(temporary, fileOf(key));
      } catch (thrown) {
        await rm(temporary, { force: true });
        throw thrown;
      }
    },
  };
}

/** @throws Error for a folder of another user, and one in which others may write */
async function checkOwn(folder: string): Promise<void> {
  const own = process.getuid?.();
  // Windows has other permissions.
  if (own === undefined) return;
  const { uid, mode } = await stat(folder);
  if (uid === own && (mode & othersWrite) === 0) return;
  throw new Error(`${folder} is not this user's alone: set XDG_CACHE_HOME to a folder that is`);
}

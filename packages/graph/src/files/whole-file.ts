/**
 * Files that are written whole or not at all: the content goes to a temporary name in the same folder, is
 * flushed to the disk, and takes its name in one step. A reader, a crash or a full disk never sees half a
 * file. node:fs is imported when it is needed, since web pages have none.
 */
import { openTemporary, type Temporary } from './temporary.ts';

export interface FilePart {
  readonly data: ArrayBufferView;
  /** In bytes from the start of the file; after the part before by default. */
  readonly offset?: number;
}

/** Some systems refuse to read or write more in one call. */
export const chunkBytes = 2 ** 30;

export interface WholeFile {
  readonly path: string;
  readonly parts: readonly FilePart[];
}

/** Replaces a file. @throws the system's error; the file is then as it was before */
export function writeWholeFile(path: string, parts: readonly FilePart[]): Promise<void> {
  return writeWholeFiles([{ path, parts }]);
}

/** Files that are on the disk under temporary names. */
export interface StagedFiles {
  /** The temporary names, in the order of the files. */
  readonly paths: readonly string[];
  /** Gives the files their names. @throws as writeWholeFiles */
  take(): Promise<void>;
  /** Removes the files that have not taken their names. */
  discard(): Promise<void>;
}

/**
 * Replaces files that belong together. All are on the disk under temporary names before the first one
 * takes its name; they take their names in the given order.
 *
 * @throws the system's error; the file that it is about and those after it are then as they were before
 */
async function writeWholeFiles(files: readonly WholeFile[]): Promise<void> {
  await (await stageWholeFiles(files)).take();
}

/** As writeWholeFiles, up to the names. @throws the system's error; nothing is left then */
export async function stageWholeFiles(files: readonly WholeFile[]): Promise<StagedFiles> {
  const { rename } = await import('node:fs/promises');
  const { dirname } = await import('node:path');
  const written: { readonly path: string; readonly temporary: Temporary }[] = [];
  const discard = async () => {
    await Promise.allSettled(written.map(({ temporary }) => temporary.remove()));
  };
  /** The first error is the one to report. */
  const orDiscard = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      await discard();
      throw error;
    }
  };
  await orDiscard(async () => {
    for (const { path, parts } of files) {
      await checkReplaceable(path);
      const temporary = await openTemporary(dirname(path));
      written.push({ path, temporary });
      await writeParts(temporary.path, parts);
    }
  });
  const take = async () => {
    for (let next = written[0]; next; next = written[0]) {
      await rename(next.temporary.path, next.path);
      next.temporary.forget();
      written.shift();
      await flushFolder(dirname(next.path));
    }
  };
  return {
    paths: written.map(({ temporary }) => temporary.path),
    take: () => orDiscard(take),
    discard,
  };
}

/** Devices, pipes and sockets are never replaced by a file. @throws Error 'ENOTFILE' */
async function checkReplaceable(path: string): Promise<void> {
  const { stat } = await import('node:fs/promises');
  const there = await stat(path).catch(() => undefined);
  if (!there || there.isFile() || there.isDirectory()) return;
  throw Object.assign(new Error(`${path} is no file`), { code: 'ENOTFILE' });
}

/** Writes a new file and flushes it to the disk. */
async function writeParts(path: string, parts: readonly FilePart[]): Promise<void> {
  const { open } = await import('node:fs/promises');
  const file = await open(path, 'wx');
  try {
    let end = 0;
    for (const { data, offset = end } of parts) {
      for (let done = 0; done < data.byteLength;) {
        const length = Math.min(chunkBytes, data.byteLength - done);
        const chunk = new Uint8Array(data.buffer, data.byteOffset + done, length);
        done += (await file.write(chunk, 0, length, offset + done)).bytesWritten;
      }
      end = offset + data.byteLength;
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes a rename outlast a power failure. Windows has no such call for folders, and needs none. */
async function flushFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const { open } = await import('node:fs/promises');
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

const problems: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; free some space',
  EDQUOT: 'the disk quota is used up; free some space',
  EACCES: 'permission denied; choose a folder you may write to',
  EPERM: 'permission denied; choose a folder you may write to',
  EROFS: 'the file system is read-only; choose another folder',
  EEXIST: 'a file is in the way; remove it or choose another name',
  EISDIR: 'a folder is in the way; remove it or choose another name',
  ENOTFILE: 'a device, a pipe or a socket is in the way; choose another name',
  ENOTDIR: 'a part of the path is a file, not a folder; choose another name',
  ENOENT: 'its folder does not exist; create it first',
};

/** The reason of a failed write in words for a user; the error's own message for unknown system codes. */
export function writeProblem(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return problems[code] ?? (cause instanceof Error ? cause.message : String(cause));
}

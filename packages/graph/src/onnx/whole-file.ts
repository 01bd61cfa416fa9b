/**
 * Files that are written whole or not at all: the content goes to a temporary name in the same folder, is
 * flushed to the disk, and takes its name in one step. A reader, a crash or a full disk never sees half a
 * file. node:fs is imported when it is needed, since web pages have none.
 */

export interface FilePart {
  readonly data: ArrayBufferView;
  /** In bytes from the start of the file; after the part before by default. */
  readonly offset?: number;
}

/** Some systems refuse to read or write more in one call. */
export const chunkBytes = 2 ** 30;

/** Replaces a file. @throws the system's error; the file is then as it was before */
export async function writeWholeFile(path: string, parts: readonly FilePart[]): Promise<void> {
  const { open, rename, rm } = await import('node:fs/promises');
  const { basename, dirname, join } = await import('node:path');
  const name = `.${basename(path)}.${crypto.randomUUID()}.${process.pid}.tmp`;
  const temporary = join(dirname(path), name);
  try {
    const file = await open(temporary, 'wx');
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
    await rename(temporary, path);
    await flushFolder(dirname(path));
  } catch (error) {
    // The first error is the one to report.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
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

/** Whether a name is that of a file which a killed write has left. */
export const isTemporaryFile = (name: string): boolean => /^\..*\.\d+\.tmp$/.test(name);

const problems: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; free some space',
  EDQUOT: 'the disk quota is used up; free some space',
  EACCES: 'permission denied; choose a folder you may write to',
  EPERM: 'permission denied; choose a folder you may write to',
  EROFS: 'the file system is read-only; choose another folder',
  EEXIST: 'a file is in the way; remove it or choose another name',
  EISDIR: 'a folder is in the way; remove it or choose another name',
  ENOTDIR: 'a part of the path is a file, not a folder; choose another name',
  ENOENT: 'its folder does not exist; create it first',
};

/** The reason of a failed write in words for a user; the error's own message for unknown system codes. */
export function writeProblem(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return problems[code] ?? (cause instanceof Error ? cause.message : String(cause));
}

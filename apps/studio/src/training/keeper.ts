/**
 * Where a page keeps its run: a folder in the browser's own storage (OPFS), with the files of a run
 * folder. The checkpoint is written last, so that a page that is closed at any moment leaves a whole run.
 */
import { filesOf, runOf, type Files, type KeptRun } from './run-files.ts';

export interface Keeper {
  /** The run; undefined where there is none. */
  load(): Promise<KeptRun | undefined>;
  save(run: KeptRun): Promise<void>;
  clear(): Promise<void>;
}

const FOLDER = 'ganport-studio-run';

/** A keeper in the browser's storage. */
export const browserKeeper: Keeper = {
  async load() {
    const files = await readAll(await folder());
    return Object.keys(files).length === 0 ? undefined : runOf(files);
  },
  async save(run) {
    const place = await folder();
    const files = await filesOf(run);
    const names = Object.keys(files);
    for (const name of names) await write(place, name, files[name] ?? new Uint8Array());
    for (const name of Object.keys(await readAll(place, false))) {
      if (!names.includes(name)) await remove(place, name);
    }
  },
  async clear() {
    const root = await navigator.storage.getDirectory();
    await root.removeEntry(FOLDER, { recursive: true }).catch(() => undefined);
  },
};

async function folder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(FOLDER, { create: true });
}

/** The files of a folder and of the folders in it. @param content false for their names alone */
async function readAll(place: FileSystemDirectoryHandle, content = true): Promise<Files> {
  const files: Record<string, Uint8Array> = {};
  for await (const [name, entry] of place.entries()) {
    if (entry instanceof FileSystemFileHandle) {
      const bytes = content ? await (await entry.getFile()).arrayBuffer() : new ArrayBuffer();
      files[name] = new Uint8Array(bytes);
    } else if (entry instanceof FileSystemDirectoryHandle) {
      for (const [inner, bytes] of Object.entries(await readAll(entry, content))) {
        files[`${name}/${inner}`] = bytes;
      }
    }
  }
  return files;
}

/** Writes a file, which is replaced when all of it is there. */
async function write(
  place: FileSystemDirectoryHandle,
  path: string,
  bytes: Uint8Array,
): Promise<void> {
  const { parent, name } = await locate(place, path);
  const stream = await (await parent.getFileHandle(name, { create: true })).createWritable();
  await stream.write(Uint8Array.from(bytes));
  await stream.close();
}

async function remove(place: FileSystemDirectoryHandle, path: string): Promise<void> {
  const { parent, name } = await locate(place, path);
  await parent.removeEntry(name);
}

async function locate(place: FileSystemDirectoryHandle, path: string) {
  const [name = '', ...folders] = path.split('/').toReversed();
  let parent = place;
  for (const each of folders.toReversed()) {
    parent = await parent.getDirectoryHandle(each, { create: true });
  }
  return { parent, name };
}

/** Files that are dropped or chosen, with those of folders, by their paths. */

/** More than any run has; the rest is left out. */
const MOST_FILES = 5000;

/** Of an input of files or of a folder. */
export function chosenFiles(files: FileList | null): ReadonlyMap<string, Blob> {
  return new Map(
    [...(files ?? [])]
      .slice(0, MOST_FILES)
      .map((file) => [file.webkitRelativePath || file.name, file]),
  );
}

/** Of a drop, which must be read before the event ends. */
export async function droppedFiles(
  items: DataTransferItemList,
): Promise<ReadonlyMap<string, Blob>> {
  const entries = [...items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const files = new Map<string, Blob>();
  for (const entry of entries) await collect(entry, '', files);
  return files;
}

async function collect(entry: FileSystemEntry, folder: string, files: Map<string, Blob>) {
  if (files.size >= MOST_FILES) return;
  const path = folder + entry.name;
  if (entry instanceof FileSystemFileEntry) {
    files.set(path, await new Promise<File>((resolve, reject) => entry.file(resolve, reject)));
  } else if (entry instanceof FileSystemDirectoryEntry) {
    const reader = entry.createReader();
    const next = () =>
      new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    // A reader gives some at a time, until there are none.
    for (let some = await next(); some.length > 0; some = await next()) {
      for (const inner of some) await collect(inner, `${path}/`, files);
    }
  }
}

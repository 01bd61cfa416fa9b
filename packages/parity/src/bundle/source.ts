/** Where the files of a bundle are read from: a zip file, or files of a folder. */
import { unzipSync, zipSync } from 'fflate';
import { badBundle, BUNDLE_BYTES } from './manifest.ts';

/** How large a file may be, which is known before it is read. */
export type SizeRule = { readonly most: number } | { readonly exactly: number };

export interface BundleSource {
  readonly names: readonly string[];
  /** @throws ParityError 'bad-bundle' for a file of another size, and for one that cannot be read */
  read(name: string, rule: SizeRule): Promise<Uint8Array>;
}

/** More entries than any bundle has. */
const MOST_ENTRIES = 10_000;

/**
 * The files of a zip file. What is not read is not unpacked.
 *
 * @throws ParityError 'bad-bundle'
 * @example
 * const bundle = await readBundle(zipSource(bytes));
 */
export function zipSource(bytes: Uint8Array): BundleSource {
  if (bytes.length > 2 * BUNDLE_BYTES)
    throw badBundle(`has ${bytes.length} bytes, too many to read`);
  const sizes = new Map<string, number>();
  unzip(bytes, (name, size) => {
    sizes.set(name, size);
    if (sizes.size > MOST_ENTRIES) throw badBundle(`has more than ${MOST_ENTRIES} files`);
    return false;
  });
  return {
    names: [...sizes.keys()],
    async read(name, rule) {
      checkSize(name, sizes.get(name) ?? 0, rule);
      const files = unzip(bytes, (each) => each === name);
      return files[name] ?? new Uint8Array();
    },
  };
}

/**
 * The files of a folder, by their paths in it.
 *
 * @example
 * const source = blobSource(new Map(files.map((file) => [file.webkitRelativePath, file])));
 */
export function blobSource(files: ReadonlyMap<string, Blob>): BundleSource {
  return {
    names: [...files.keys()],
    async read(name, rule) {
      const file = files.get(name);
      checkSize(name, file?.size ?? 0, rule);
      return new Uint8Array((await file?.arrayBuffer()) ?? []);
    },
  };
}

/** A bundle's files as one zip file. The same files give the same bytes. */
export function zipBundle(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  return zipSync({ ...files }, { level: 1, mtime: new Date(2000, 0, 1) });
}

function checkSize(name: string, size: number, rule: SizeRule): void {
  if ('exactly' in rule ? size === rule.exactly : size <= rule.most) return;
  const wanted = 'exactly' in rule ? `not ${rule.exactly}` : `at most ${rule.most} are read`;
  throw badBundle(`${name} has ${size} bytes, ${wanted}`);
}

/** @param wanted receives the name and the size that the zip file gives; nothing larger is unpacked */
function unzip(bytes: Uint8Array, wanted: (name: string, size: number) => boolean) {
  try {
    return unzipSync(bytes, { filter: ({ name, originalSize }) => wanted(name, originalSize) });
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'bad-bundle') throw cause;
    throw badBundle('is no zip file, or a damaged one', cause);
  }
}

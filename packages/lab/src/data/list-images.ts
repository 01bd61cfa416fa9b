/** The images of a folder, found by their names; their contents are checked later. */
import { extname, join } from 'node:path';
import { LabError } from '../errors.ts';
import { readInputFolder } from '../files/read-input.ts';

/** The last three are not supported; they are listed so that an error names them. */
const extensions = new Set(['.png', '.jpg', '.jpeg', '.webp', '.gif', '.tif', '.tiff']);

/** An image file and its class, where the folder has classes. */
export interface ImageFile {
  readonly path: string;
  readonly label?: number;
}

export interface ImageList {
  readonly files: readonly ImageFile[];
  readonly classes?: readonly string[];
}

/**
 * Lists the images of a folder in the order of their names. They are in the folder itself, or in
 * one subfolder for each class, named after it. Hidden folders are left out: they may be half-written.
 *
 * @throws LabError 'not-found' (no such folder, no image in it), 'data-mismatch' (images beside
 * subfolders of images)
 */
export async function listImages(folder: string): Promise<ImageList> {
  const entries = (await readInputFolder(folder)).toSorted(byName);
  const own = entries.filter(isImage).map(({ name }) => ({ path: join(folder, name) }));
  const files: ImageFile[] = [];
  const classes: string[] = [];
  const subfolders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  for (const { name } of subfolders) {
    const images = (await readInputFolder(join(folder, name))).filter(isImage).toSorted(byName);
    if (images.length === 0) continue;
    const label = classes.push(name) - 1;
    files.push(...images.map((image) => ({ path: join(folder, name, image.name), label })));
  }
  if (own.length > 0 && files.length > 0) {
    const message = `${folder}: holds ${own.length} images and also subfolders of images; remove one of the two`;
    throw new LabError('data-mismatch', message);
  }
  if (own.length === 0 && files.length === 0) {
    const message = `${folder}: no .png, .jpg, .jpeg or .webp image in it or its subfolders`;
    throw new LabError('not-found', message);
  }
  return own.length > 0 ? { files: own } : { files, classes };
}

/**
 * Whether a name has an image's extension and is not hidden: some systems leave ._photo.jpg beside
 * photo.jpg.
 */
export function isImageName(name: string): boolean {
  return !name.startsWith('.') && extensions.has(extname(name).toLowerCase());
}

function isImage(entry: { readonly name: string; isDirectory(): boolean }): boolean {
  return !entry.isDirectory() && isImageName(entry.name);
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}

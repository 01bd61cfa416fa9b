/**
 * A folder of PNG and JPEG files as a data set. Images lie in the folder itself, or in one subfolder
 * for each class, whose names are then the classes. All are decoded once and kept as bytes.
 */
import { basename, extname, join } from 'node:path';
import { CoreError } from '../errors.ts';
import { decodeImage } from '../imaging/decode-image.ts';
import type { Pixels } from '../imaging/pixels.ts';
import { cropAndResize } from '../imaging/resize.ts';
import { byteDataset, type Dataset } from './dataset.ts';
import { readInputFile, readInputFolder } from './read-input.ts';

const extensions = new Set(['.png', '.jpg', '.jpeg']);

export interface ImageFolderOptions {
  /** Height and width; larger or smaller images are cut to this aspect ratio and resized. */
  readonly size?: readonly [height: number, width: number];
  /** 1 makes grey of colours. By default 1 when every image is grey, 3 otherwise. */
  readonly channels?: 1 | 3;
}

/** An image file and its class, where the folder has classes. */
interface ImageFile {
  readonly path: string;
  readonly label?: number;
}

/**
 * Loads every image of a folder, in the order of their names.
 *
 * @throws CoreError 'not-found' (no such folder, no image in it), 'corrupt-file' (an image that
 * cannot be decoded, by name), 'data-mismatch' (sizes that differ, and none was asked for)
 */
export async function loadImageFolder(
  folder: string,
  options: ImageFolderOptions = {},
): Promise<Dataset> {
  const { files, classes } = await listImages(folder);
  const images: Pixels[] = [];
  for (const { path } of files) {
    const image = decodeImage(await readInputFile(path), path);
    images.push(options.size === undefined ? image : cropAndResize(image, ...options.size));
  }
  const [height, width] = commonSize(files, images);
  const channels = options.channels ?? (images.every(isGrey) ? 1 : 3);
  const length = height * width * channels;
  const pixels = new Uint8Array(images.length * length);
  images.forEach((image, i) => pixels.set(withChannels(image, channels), i * length));
  const labels = Int32Array.from(files, ({ label = 0 }) => label);
  return byteDataset({
    name: basename(folder),
    shape: [height, width, channels],
    size: images.length,
    pixels,
    ...(classes === undefined ? {} : { labels, classes }),
  });
}

async function listImages(
  folder: string,
): Promise<{ files: ImageFile[]; classes: readonly string[] | undefined }> {
  const entries = (await readInputFolder(folder)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const own = imageNames(entries).map((name) => ({ path: join(folder, name) }));
  const files: ImageFile[] = [];
  const classes: string[] = [];
  for (const { name } of entries.filter((entry) => entry.isDirectory())) {
    const names = imageNames(await readInputFolder(join(folder, name))).toSorted();
    if (names.length === 0) continue;
    files.push(...names.map((file) => ({ path: join(folder, name, file), label: classes.length })));
    classes.push(name);
  }
  if (own.length > 0 && files.length > 0) {
    const message = `${folder}: holds ${own.length} images and also subfolders of images; keep one kind`;
    throw new CoreError('data-mismatch', message);
  }
  if (own.length === 0 && files.length === 0) {
    const message = `${folder}: no .png, .jpg or .jpeg image in it or its subfolders`;
    throw new CoreError('not-found', message);
  }
  return own.length > 0 ? { files: own, classes: undefined } : { files, classes };
}

function imageNames(entries: readonly { name: string; isDirectory(): boolean }[]): string[] {
  return entries
    .filter((entry) => !entry.isDirectory() && extensions.has(extname(entry.name).toLowerCase()))
    .map(({ name }) => name);
}

function commonSize(files: readonly ImageFile[], images: readonly Pixels[]): [number, number] {
  const [first] = images;
  const { height, width } = first ?? { height: 0, width: 0 };
  const odd = images.findIndex((image) => image.height !== height || image.width !== width);
  const other = images[odd];
  if (other !== undefined) {
    const sizes = `${other.height} × ${other.width}, but ${files[0]?.path} is ${height} × ${width}`;
    const message = `${files[odd]?.path}: is ${sizes}; give a size to resize all to`;
    throw new CoreError('data-mismatch', message);
  }
  return [height, width];
}

function isGrey({ channels, data }: Pixels): boolean {
  if (channels === 1) return true;
  for (let i = 0; i < data.length; i += channels) {
    if (data[i] !== data[i + 1] || data[i] !== data[i + 2]) return false;
  }
  return true;
}

/** Grey by ITU-R BT.601's luma, as image libraries do it; colour of grey by repetition. */
function withChannels({ data, channels: given }: Pixels, channels: 1 | 3): Uint8Array {
  if (given === channels) return data;
  const at = (index: number) => data[index] ?? 0;
  return channels === 3
    ? Uint8Array.from({ length: 3 * data.length }, (_, i) => at(Math.floor(i / 3)))
    : Uint8Array.from({ length: data.length / given }, (_, pixel) => {
        const i = pixel * given;
        return Math.round(0.299 * at(i) + 0.587 * at(i + 1) + 0.114 * at(i + 2));
      });
}

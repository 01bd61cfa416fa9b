/**
 * Checks every image of a set by its header before any is decoded, and plans how all are decoded to
 * one shape. One error names all images that cannot be used.
 */
import { LabError } from '../errors.ts';
import type { Rectangle } from '../imaging/decode-image.ts';
import { readImageHeader, type ImageHeader } from '../imaging/image-header.ts';
import { concurrently } from './concurrently.ts';
import { middleOf, targetSize, type DatasetOptions } from './options.ts';
import { sidesOf } from '@ganport/core/internal';

/** The most files that one error names; the others are counted. */
const NAMED = 10;

/** One image of a set: a file, or a half of it. */
export interface ImageSource {
  readonly path: string;
  readonly half?: 'left' | 'right';
}

/** How the images of a set are decoded, so that all have one shape. */
export interface ImagePlan {
  readonly images: readonly PlannedImage[];
  readonly size: readonly [height: number, width: number];
  readonly channels: 1 | 3;
}

export interface PlannedImage {
  readonly path: string;
  readonly part: Rectangle;
}

/**
 * Reads the headers of all files.
 *
 * @throws LabError 'corrupt-file' that names the files that cannot be used
 */
export async function checkImages(
  where: string,
  paths: readonly string[],
  { maxBytes }: DatasetOptions,
): Promise<ReadonlyMap<string, ImageHeader>> {
  const headers = new Map<string, ImageHeader>();
  const failures: LabError[] = [];
  await concurrently(paths, async (path) => {
    try {
      headers.set(path, await readImageHeader(path, maxBytes));
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      failures.push(error);
    }
  });
  throwAll(where, paths.length, failures);
  return headers;
}

/** Throws the failures as one error, if there are any. @param noun what the files are */
export function throwAll(
  where: string,
  count: number,
  failures: readonly LabError[],
  noun = 'images',
): void {
  const [first] = failures;
  if (!first) return;
  if (failures.length === 1) throw first;
  // Each message ends with a remedy, which is given once at the end.
  const messages = failures.map(({ message }) => message.split('; ')[0] ?? '').toSorted();
  const list = listed(messages);
  const message = `${where}: ${failures.length} of ${count} ${noun} cannot be used: ${list}; replace or remove them`;
  throw new LabError('corrupt-file', message, { cause: first });
}

/**
 * Decides the part of each image that is used, and the common size and number of channels.
 *
 * @throws LabError 'data-mismatch' that names images of another size where the options give none,
 * or images that are smaller than the crop
 */
export function planImages(
  where: string,
  sources: readonly ImageSource[],
  headers: ReadonlyMap<string, ImageHeader>,
  options: DatasetOptions,
): ImagePlan {
  const crop = options.crop === undefined ? undefined : sidesOf('crop', options.crop);
  const target = targetSize(options);
  const areas = sources.map((source) => areaOf(source, headerOf(headers, source)));
  const parts = crop ? areas.map((area) => middleOf(area, crop)) : areas;
  const small = sources.filter((_, i) => parts[i] === undefined);
  if (crop && small.length > 0) {
    const list = listed(small.map((source) => sized(source, areas[sources.indexOf(source)])));
    const message = `${where}: ${small.length} images are smaller than the crop of ${crop.join(' × ')}: ${list}; give a smaller --crop, or remove them`;
    throw new LabError('data-mismatch', message);
  }
  const images = sources.map(({ path }, i) => ({ path, part: parts[i] as Rectangle }));
  const size = target ?? commonSize(where, images);
  const gray = sources.every((source) => headerOf(headers, source).gray);
  return { images, size, channels: options.grayscale || gray ? 1 : 3 };
}

function headerOf(headers: ReadonlyMap<string, ImageHeader>, { path }: ImageSource): ImageHeader {
  return headers.get(path) as ImageHeader; // checkImages has read it.
}

function areaOf({ half }: ImageSource, { width, height }: ImageHeader): Rectangle {
  if (half === undefined) return { left: 0, top: 0, width, height };
  const middle = width / 2;
  return { left: half === 'left' ? 0 : middle, top: 0, width: middle, height };
}

function commonSize(where: string, images: readonly PlannedImage[]): [number, number] {
  const { height = 0, width = 0 } = images[0]?.part ?? {};
  const odd = images.filter(({ part }) => part.height !== height || part.width !== width);
  if (odd.length > 0) {
    const list = listed(odd.map((image) => sized(image, image.part)));
    const message = `${where}: images differ in size: ${images[0]?.path} is ${height} × ${width}, but ${list}; give --image-size to resize all`;
    throw new LabError('data-mismatch', message);
  }
  return [height, width];
}

function sized({ path }: ImageSource, area: Rectangle | undefined): string {
  return `${path} is ${area?.height} × ${area?.width}`;
}

/** The first ten items, and the number of further ones. */
export function listed(items: readonly string[]): string {
  const more = items.length - NAMED;
  return items.slice(0, NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

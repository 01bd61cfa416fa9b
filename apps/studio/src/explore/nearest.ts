/** The images of a collection that are nearest to another one, pixel by pixel. */
import type { Picture } from '@ganport/web';
import { loadData } from '../training/data.ts';
import type { Neighbors } from './protocol.ts';

/** Images of one size, a byte for each number, row by row. */
export interface Gallery {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly size: number;
  readonly pixels: Uint8Array;
  /** Files that are no images. */
  readonly skipped: number;
}

/** Images that are answered. */
export const SHOWN = 8;
const MOST_FILES = 5000;
/** Pixels of a side at which files are compared. */
const MOST_SIDE = 64;
const MOST_PIXELS = 2 ** 25;
/** Images that are read at a time. */
const CHUNK = 1000;

/** The nearest images of a gallery. */
export async function nearestTo(picture: Picture, gallery: Gallery): Promise<Neighbors> {
  const { width, height, channels, size, skipped } = gallery;
  const wanted = bytesOf(await resized(picture, width, height), channels);
  const nearest = nearestIn(wanted, gallery, SHOWN).map(({ index, distance }) => ({
    picture: pictureAt(gallery, index),
    distance,
  }));
  return { size, skipped, nearest };
}

/** By the root mean square of the differences, from 0 to 1; the nearest first. */
function nearestIn(
  wanted: Uint8Array,
  { pixels, size }: Pick<Gallery, 'pixels' | 'size'>,
  count: number,
): { readonly index: number; readonly distance: number }[] {
  const { length } = wanted;
  const squares = Float64Array.from({ length: size }, (_, index) => {
    let sum = 0;
    for (let i = 0; i < length; i++) {
      const difference = (pixels[index * length + i] ?? 0) - (wanted[i] ?? 0);
      sum += difference * difference;
    }
    return sum;
  });
  return Array.from(squares.keys())
    .toSorted((a, b) => (squares[a] ?? 0) - (squares[b] ?? 0))
    .slice(0, count)
    .map((index) => ({ index, distance: Math.sqrt((squares[index] ?? 0) / length) / 255 }));
}

/** Loads the digits of the site. @throws Error when it has none */
export async function loadDigits(site: string): Promise<Gallery> {
  const dataset = await loadData('mnist', { site, onProgress: () => undefined });
  const [height = 1, width = 1] = dataset.shape;
  const length = height * width;
  const pixels = new Uint8Array(dataset.size * length);
  for (let start = 0; start < dataset.size; start += CHUNK) {
    const count = Math.min(CHUNK, dataset.size - start);
    const values = new Float32Array(count * length);
    await dataset.read(
      Int32Array.from({ length: count }, (_, i) => start + i),
      values,
    );
    for (const [i, value] of values.entries()) {
      pixels[start * length + i] = Math.round((value + 1) * 127.5);
    }
  }
  return { width, height, channels: 1, size: dataset.size, pixels, skipped: 0 };
}

/**
 * Loads the images of files.
 *
 * @param like they are compared at the size of this picture, or smaller
 * @throws Error when there are none
 */
export async function loadFiles(files: ReadonlyMap<string, Blob>, like: Picture): Promise<Gallery> {
  const scale = Math.min(1, MOST_SIDE / Math.max(like.width, like.height));
  const [width, height] = [like.width, like.height].map((side) => Math.round(side * scale)) as [
    number,
    number,
  ];
  const found: Uint8Array[] = [];
  const all = [...files.values()].slice(0, MOST_FILES);
  for (const file of all) {
    const image = await createImageBitmap(file).catch(() => undefined);
    if (!image) continue;
    if (image.width * image.height <= MOST_PIXELS) {
      found.push(bytesOf(drawn(image, width, height), 3));
    }
    image.close();
  }
  if (found.length === 0)
    throw new Error('the folder has no images; choose one of PNG or JPEG files');
  const pixels = new Uint8Array(found.length * width * height * 3);
  for (const [i, bytes] of found.entries()) pixels.set(bytes, i * bytes.length);
  const skipped = files.size - found.length;
  return { width, height, channels: 3, size: found.length, pixels, skipped };
}

export async function resized(picture: Picture, width: number, height: number): Promise<Picture> {
  if (picture.width === width && picture.height === height) return picture;
  const image = await createImageBitmap(new ImageData(picture.rgba, picture.width));
  return drawn(image, width, height);
}

function drawn(image: ImageBitmap, width: number, height: number): Picture {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('the browser has no memory for the picture');
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, width, height);
  return { width, height, rgba: context.getImageData(0, 0, width, height).data };
}

/** The numbers of a picture; gray ones are the mean of the colors. */
export function bytesOf({ rgba }: Picture, channels: 1 | 3): Uint8Array {
  return Uint8Array.from({ length: (rgba.length / 4) * channels }, (_, i) => {
    const pixel = 4 * Math.floor(i / channels);
    if (channels === 3) return rgba[pixel + (i % 3)] ?? 0;
    return Math.round(((rgba[pixel] ?? 0) + (rgba[pixel + 1] ?? 0) + (rgba[pixel + 2] ?? 0)) / 3);
  });
}

export function pictureAt({ width, height, channels, pixels }: Gallery, index: number): Picture {
  const area = width * height;
  const rgba = new Uint8ClampedArray(4 * area);
  for (let i = 0; i < 4 * area; i++) {
    const [pixel, channel] = [Math.floor(i / 4), i % 4];
    const from = (index * area + pixel) * channels + (channel % channels);
    rgba[i] = channel === 3 ? 255 : (pixels[from] ?? 0);
  }
  return { width, height, rgba };
}

/**
 * NPZ files, numpy's archives of arrays, as data sets. Images and labels are found by the usual
 * names of their arrays. Values of images become eight-bit values, as in every other data set. Samples of
 * other kinds have arrays of their own names, as `ganport generate` writes them. Rows of a table may have arrays
 * of any names, so they are read only where rows are wanted.
 */
import { basename } from 'node:path';
import { zipSync } from 'fflate';
import { LabError } from '../errors.ts';
import { defaultMaxBytes } from '../files/limits.ts';
import { byteImagesDataset, checkImageShape } from './byte-images.ts';
import type { Dataset, KindName } from '@ganport/core';
import type { ImageShape } from '@ganport/core/internal';
import {
  imageNames,
  jetNames,
  labelsIn,
  lineName,
  type NpzArchive,
  type NpzArrays,
  openArchive,
  pointName,
  soundNames,
  volumeNames,
} from './archive.ts';
import { jetsOf } from './jets.ts';
import { encodeNpy, npyBytes, type NpyArray } from './npy.ts';
import type { DatasetOptions } from './options.ts';
import { rowsOfArchive } from './row-arrays.ts';
import { soundsOf } from './sound-arrays.ts';
import { linesOfArchive } from './text-arrays.ts';
import { volumesOf } from './volumes.ts';

type Read = (
  archive: NpzArchive,
  file: string,
  options?: DatasetOptions,
) => Dataset | Promise<Dataset>;

/** The kinds other than images, the arrays that tell them, and how they are read. */
const readers: readonly {
  readonly kind: KindName;
  readonly arrays: readonly string[];
  readonly read: Read;
}[] = [
  { kind: 'jets', arrays: [jetNames.pixels], read: jetsOf },
  { kind: 'volumes', arrays: [volumeNames.cells, volumeNames.ecal], read: volumesOf },
  { kind: 'audio', arrays: [soundNames.sounds], read: soundsOf },
  { kind: 'text', arrays: [lineName], read: linesOfArchive },
  { kind: 'rows', arrays: [], read: rowsOfArchive },
];

/**
 * Loads samples of the kind that is wanted, else of the kind that the names of the arrays tell: jets, volumes,
 * sounds, lines of text, rows, and images [count, height, width], [count, height, width, channels] or [count, channels,
 * height, width], and their labels where the file has them. Floating-point values are from -1 to 1,
 * from 0 to 1, or from 0 to 255; the lowest and the highest value decide which.
 *
 * @param options how images are cropped, resized and augmented
 * @returns images float32 [height, width, channels] in [-1, 1], read by index
 * @throws LabError 'not-found', 'corrupt-file', 'data-mismatch' when the arrays are something else
 * @example
 * const cifar = await loadNpz('cifar10.npz', { grayscale: true });
 */
export async function loadNpz(file: string, options?: DatasetOptions): Promise<Dataset> {
  const { kinds = [], maxBytes } = options ?? {};
  const archive = await openArchive(file, { maxBytes, all: kinds.includes('rows') });
  const reader =
    readers.find(({ kind }) => kinds.includes(kind)) ??
    readers.find(({ arrays }) => arrays.some((name) => archive.names.includes(name)));
  if (reader) return reader.read(archive, file, options);
  const images = archive.find(imageNames);
  if (!images) throw new LabError('data-mismatch', noSamples(file, archive.names));
  const { shape, pixels, size } = imagesOf(images.array, images.name);
  const labels = labelsIn(archive, size, 'images');
  return byteImagesDataset({ name: basename(file), shape, size, pixels, ...labels }, options);
}

function noSamples(file: string, names: readonly string[]): string {
  const held = names.join(', ') || 'nothing';
  if (names.includes(pointName)) {
    return `${file}: holds ${held}; points are no data for training, which draws its own with --data ring`;
  }
  const known = readers.flatMap(({ arrays }) => arrays.slice(0, 1)).join(', ');
  return `${file}: holds ${held}; images must have the name ${imageNames.join(', ')}, samples of other kinds ${known}; rows of a table are for ctgan`;
}

/**
 * Encodes an archive of arrays by name; the same arrays give the same bytes.
 *
 * @throws LabError 'bad-argument' for more than 1 GiB
 */
export function encodeNpz(arrays: NpzArrays): Uint8Array {
  const bytes = Object.values(arrays).reduce((sum, { data }) => sum + npyBytes(data), 0);
  if (bytes > defaultMaxBytes) {
    const message = `the arrays of a .npz file have ${bytes} bytes, the limit is ${defaultMaxBytes}; write fewer samples`;
    throw new LabError('bad-argument', message);
  }
  const files = Object.entries(arrays).map(
    ([name, { data, shape }]) => [`${name}.npy`, encodeNpy(data, shape)] as const,
  );
  // The earliest time of the format.
  return zipSync(Object.fromEntries(files), { level: 1, mtime: new Date(1980, 0, 1) });
}

function imagesOf(array: NpyArray, name: string) {
  const [size = 0, a = 0, b = 0, c = 1] = array.shape;
  const rank = array.shape.length;
  if ((rank !== 3 && rank !== 4) || size * a * b * c === 0) {
    const message = `${name} is [${array.shape.join(', ')}]; images are [count, height, width] or [count, height, width, channels]`;
    throw new LabError('data-mismatch', message);
  }
  const channelsFirst = rank === 4 && c > 4 && (a === 1 || a === 3);
  const shape: ImageShape = channelsFirst ? [b, c, a] : [a, b, c];
  checkImageShape(shape, name);
  const pixels = bytesOf(array, name);
  if (!channelsFirst) return { size, shape, pixels };
  return { size, shape, pixels: channelsLast(pixels, size, a, b * c) };
}

function channelsLast(planes: Uint8Array, count: number, channels: number, area: number) {
  const pixels = new Uint8Array(planes.length);
  for (let i = 0; i < count; i++) {
    for (let channel = 0; channel < channels; channel++) {
      const plane = (i * channels + channel) * area;
      for (let k = 0; k < area; k++) {
        // In range: both have count × channels × area bytes.
        pixels[(i * area + k) * channels + channel] = planes[plane + k] as number;
      }
    }
  }
  return pixels;
}

function bytesOf({ data }: NpyArray, name: string): Uint8Array {
  if (data instanceof Uint8Array) return data;
  let [min, max] = [Infinity, -Infinity];
  for (const element of data) {
    const value = Number(element);
    if (Number.isNaN(value)) throw new LabError('data-mismatch', `${name} holds NaN; replace it`);
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const floats = data instanceof Float32Array || data instanceof Float64Array;
  const low = min < 0 ? -1 : 0;
  const high = floats && max <= 1 ? 1 : 255;
  if (min < low || max > high || (min < 0 && !(floats && max <= 1))) {
    const message = `${name} has values from ${min} to ${max}; pixels are 0 to 255, 0 to 1 or -1 to 1`;
    throw new LabError('data-mismatch', message);
  }
  return Uint8Array.from<number | bigint>(data, (value) =>
    Math.round((255 * (Number(value) - low)) / (high - low)),
  );
}

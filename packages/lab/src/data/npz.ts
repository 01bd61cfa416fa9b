/**
 * NPZ files, numpy's archives of arrays, as data sets. Images and labels are found by the usual
 * names of their arrays. Values become eight-bit values, as in every other data set.
 */
import { basename } from 'node:path';
import { zipSync } from 'fflate';
import { LabError } from '../errors.ts';
import { byteImagesDataset, checkImageShape } from './byte-images.ts';
import type { Dataset } from '@ganport/core';
import type { ImageShape } from '@ganport/core/internal';
import { numberedClasses } from './labels.ts';
import { encodeNpy, parseNpy, type NpyArray } from './npy.ts';
import { defaultMaxBytes } from '../files/limits.ts';
import type { DatasetOptions } from './options.ts';
import { readInputFile } from '../files/read-input.ts';
import { unzip } from './zip.ts';

/** The names of Keras and MedMNIST, plain names, and numpy.savez's names of unnamed arrays. */
const imageNames = ['x_train', 'train_images', 'images', 'x', 'arr_0'];
const labelNames = ['y_train', 'train_labels', 'labels', 'y', 'arr_1'];
const wantedNames = new Set([...imageNames, ...labelNames].map((name) => `${name}.npy`));
const arrayName = (file: string): string => file.replace(/\.npy$/, '');

/**
 * Loads images [count, height, width], [count, height, width, channels] or [count, channels,
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
  const { maxBytes = defaultMaxBytes } = options ?? {};
  const archive = await readInputFile(file, maxBytes);
  const isWanted = (name: string) => wantedNames.has(name);
  const members = await unzip(archive, isWanted, file, maxBytes);
  const images = member(members.wanted, imageNames, file);
  if (!images) {
    const held = members.names.map(arrayName).join(', ') || 'nothing';
    const message = `${file}: holds ${held}; images must have the name ${imageNames.join(', ')}`;
    throw new LabError('data-mismatch', message);
  }
  const { shape, pixels, size } = imagesOf(images.array, `${file}: ${images.name}`);
  const labels = member(members.wanted, labelNames, file);
  const description = {
    name: basename(file),
    shape,
    size,
    pixels,
    ...(labels ? labelsOf(labels.array, size, `${file}: ${labels.name}`) : {}),
  };
  return byteImagesDataset(description, options);
}

/** Encodes an archive of arrays by name; the same arrays give the same bytes. */
export function encodeNpz(
  arrays: Readonly<
    Record<string, { readonly data: Uint8Array | Int32Array; readonly shape: readonly number[] }>
  >,
): Uint8Array {
  const files = Object.entries(arrays).map(
    ([name, { data, shape }]) => [`${name}.npy`, encodeNpy(data, shape)] as const,
  );
  // The earliest time of the format.
  return zipSync(Object.fromEntries(files), { level: 1, mtime: new Date(1980, 0, 1) });
}

function member(members: ReadonlyMap<string, Uint8Array>, names: readonly string[], file: string) {
  const name = names.find((candidate) => members.has(`${candidate}.npy`));
  const bytes = name === undefined ? undefined : members.get(`${name}.npy`);
  if (name === undefined || !bytes) return undefined;
  return { name, array: parseNpy(bytes, `${file}: ${name}`) };
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

function labelsOf({ shape, data }: NpyArray, count: number, name: string) {
  // Keras's labels of CIFAR are [count, 1].
  const single = shape.length === 1 || (shape.length === 2 && shape[1] === 1);
  const labels = Int32Array.from<number | bigint>(data, Number);
  if (!single || labels.length !== count || labels.some((label, i) => label !== Number(data[i]))) {
    const message = `${name} is [${shape.join(', ')}]; labels are one whole number for each of the ${count} images`;
    throw new LabError('data-mismatch', message);
  }
  return numberedClasses(labels, name);
}

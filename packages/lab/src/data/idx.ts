/**
 * IDX files, the format of MNIST and its relatives: two zero bytes, an element type, the number of
 * dimensions, the dimensions as big-endian 32-bit numbers, and the elements. Gzipped files are read
 * too.
 *
 * Source: Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database", section "File formats".
 */
import { basename } from 'node:path';
import { LabError } from '../errors.ts';
import { byteImagesDataset, checkImageShape } from './byte-images.ts';
import type { ImageDataset } from '@ganport/core';
import { inflate } from './inflate.ts';
import { numberedClasses } from './labels.ts';
import { defaultMaxBytes } from '../files/limits.ts';
import type { DatasetOptions } from './options.ts';
import { readInputFile } from '../files/read-input.ts';

/** One IDX file: elements in row-major order, big-endian as they are stored. */
interface Idx {
  readonly type: ElementType;
  readonly dims: readonly number[];
  readonly data: DataView;
}

interface ElementType {
  readonly name: string;
  readonly bytes: number;
  read(data: DataView, offset: number): number;
}

const elementTypes: { readonly [code: number]: ElementType } = {
  0x08: { name: 'uint8', bytes: 1, read: (data, offset) => data.getUint8(offset) },
  0x09: { name: 'int8', bytes: 1, read: (data, offset) => data.getInt8(offset) },
  0x0b: { name: 'int16', bytes: 2, read: (data, offset) => data.getInt16(offset) },
  0x0c: { name: 'int32', bytes: 4, read: (data, offset) => data.getInt32(offset) },
  0x0d: { name: 'float32', bytes: 4, read: (data, offset) => data.getFloat32(offset) },
  0x0e: { name: 'float64', bytes: 8, read: (data, offset) => data.getFloat64(offset) },
};

/**
 * Loads images, and their labels where given, from IDX files (gzipped or not).
 *
 * @param images uint8, [count, height, width] or [count, height, width, channels]
 * @param labels any integer type, [count], each ≥ 0
 * @param options how images are cropped, resized and augmented
 * @returns images float32 [height, width, channels] in [-1, 1], read by index
 * @throws LabError 'not-found', 'corrupt-file', or 'data-mismatch' when the files hold something
 * else
 * @example
 * const digits = await loadIdx('train-images-idx3-ubyte.gz', 'train-labels-idx1-ubyte.gz');
 */
export async function loadIdx(
  images: string,
  labels?: string,
  options?: DatasetOptions,
): Promise<ImageDataset> {
  const { maxBytes } = options ?? {};
  const { type, dims, data } = await readIdx(images, maxBytes);
  const [size = 0, height = 0, width = 0, channels = 1] = dims;
  if (type.name !== 'uint8' || dims.length < 3 || dims.length > 4) {
    const held = `${type.name} of ${dims.length} dimensions`;
    const message = `${images}: holds ${held}; images must be uint8 of 3 or 4 (count, height, width, channels)`;
    throw new LabError('data-mismatch', message);
  }
  if (data.byteLength === 0) throw new LabError('data-mismatch', `${images}: holds no image`);
  const shape = [height, width, channels] as const;
  checkImageShape(shape, images);
  const description = {
    name: basename(images),
    shape,
    size,
    pixels: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    ...(labels === undefined ? {} : await loadLabels(labels, images, size, maxBytes)),
  };
  return byteImagesDataset(description, options);
}

async function loadLabels(
  file: string,
  images: string,
  count: number,
  maxBytes: number | undefined,
) {
  const { type, dims, data } = await readIdx(file, maxBytes);
  if (dims.length !== 1 || type.name.startsWith('float')) {
    const held = `${type.name} of ${dims.length} dimensions`;
    throw new LabError('data-mismatch', `${file}: holds ${held}; labels must be integers of 1`);
  }
  if (dims[0] !== count) {
    const message = `${file}: ${dims[0]} labels for the ${count} images of ${images}; give files of one data set`;
    throw new LabError('data-mismatch', message);
  }
  const labels = Int32Array.from({ length: count }, (_, i) => type.read(data, i * type.bytes));
  return numberedClasses(labels, file);
}

async function readIdx(file: string, maxBytes = defaultMaxBytes): Promise<Idx> {
  const bytes = await readInputFile(file, maxBytes);
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return parseIdx(isGzip ? await inflate(bytes, 'gzip', file, maxBytes) : bytes, file);
}

function parseIdx(bytes: Uint8Array, file: string): Idx {
  const [zero, zeroToo, code = 0, rank = 0] = bytes;
  const type = elementTypes[code];
  if (zero !== 0 || zeroToo !== 0 || type === undefined || rank === 0) {
    const start = Buffer.from(bytes.subarray(0, 4)).toString('hex');
    const message = `${file}: not an IDX file: starts with "${start}", not 0000, an element type and a number of dimensions`;
    throw new LabError('corrupt-file', message);
  }
  const header = 4 + 4 * rank;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const dims =
    bytes.length < header ? [] : Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const needed = header + dims.reduce((product, dim) => product * dim, type.bytes);
  if (bytes.length !== needed) {
    const problem = bytes.length < needed ? 'truncated' : 'too long';
    const message = `${file}: ${problem}: ${bytes.length} bytes where its header declares ${needed}; download it again`;
    throw new LabError('corrupt-file', message);
  }
  return {
    type,
    dims,
    data: new DataView(bytes.buffer, bytes.byteOffset + header, needed - header),
  };
}

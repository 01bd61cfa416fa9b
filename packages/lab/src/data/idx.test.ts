import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { loadIdx } from './idx.ts';
import { temporaryFolder } from '../files/temporary-folder.test.support.ts';

const folder = temporaryFolder();

let files = 0;
const file = (bytes: Uint8Array | readonly number[]) => {
  const path = join(folder, `file-${files++}`);
  writeFileSync(path, Uint8Array.from(bytes));
  return path;
};
const idx = (type: number, dims: readonly number[], elements: readonly number[]) =>
  Uint8Array.from([0, 0, type, dims.length, ...dims.flatMap((dim) => [0, 0, 0, dim]), ...elements]);

/** Three images of 1 × 2. */
const images = idx(8, [3, 1, 2], [0, 255, 51, 102, 153, 204]);
const labels = idx(8, [3], [2, 0, 1]);

test('images are read in any order, scaled to [-1, 1]; labels and classes with them', async () => {
  const dataset = await loadIdx(file(images), file(labels));
  expect(dataset).toMatchObject({ shape: [1, 2, 1], size: 3, classes: ['0', '1', '2'] });
  expect(dataset.labels).toEqual(Int32Array.of(2, 0, 1));
  const out = new Float32Array(6);
  await dataset.read([2, 0, 2], out);
  // byte / 127.5 - 1: 153 and 204 are 0.2 and 0.6 of the way from -1 to 1.
  expect(out).toEqual(Float32Array.of(0.2, 0.6, -1, 1, 0.2, 0.6));
});

test('gzip is undone, four dimensions have channels, labels may be wider numbers', async () => {
  const dataset = await loadIdx(
    file(gzipSync(idx(8, [1, 1, 2, 3], [0, 0, 0, 255, 255, 255]))),
    file(idx(0x0c, [1], [0, 0, 1, 4])),
  );
  expect(dataset.shape).toEqual([1, 2, 3]);
  expect(dataset.labels).toEqual(Int32Array.of(260));
  expect((await loadIdx(file(images))).labels).toBeUndefined();
});

test('reading outside the set, or into an array of another length, is refused', async () => {
  const dataset = await loadIdx(file(images));
  await expect(dataset.read([3], new Float32Array(2))).rejects.toThrow(
    /there is no image 3; indices are below 3/,
  );
  await expect(dataset.read([-1], new Float32Array(2))).rejects.toThrow(/no image -1/);
  await expect(dataset.read([0], new Float32Array(3))).rejects.toThrow(
    /the array has 3 elements, 1 images of 1 × 2 × 1 need 2/,
  );
});

const refused = [
  {
    what: 'truncated',
    bytes: images.subarray(0, -1),
    code: 'corrupt-file',
    problem: 'truncated: 21 bytes where its header declares 22',
  },
  {
    what: 'cut in the header',
    bytes: images.subarray(0, 9),
    code: 'corrupt-file',
    problem: 'truncated',
  },
  {
    what: 'too long',
    bytes: [...images, 0],
    code: 'corrupt-file',
    problem: 'too long: 23 bytes where its header declares 22',
  },
  {
    what: 'of another format',
    bytes: [0x89, 0x50, 0x4e, 0x47],
    code: 'corrupt-file',
    problem: 'not an IDX file: starts with "89504e47"',
  },
  {
    what: 'of an unknown element type',
    bytes: idx(0x0a, [1, 1, 1], [0]),
    code: 'corrupt-file',
    problem: 'not an IDX file: starts with "00000a03"',
  },
  { what: 'empty', bytes: [], code: 'corrupt-file', problem: 'not an IDX file: starts with ""' },
  {
    what: 'truncated gzip',
    bytes: gzipSync(images).subarray(0, -9),
    code: 'corrupt-file',
    problem: 'damaged gzip file',
  },
  {
    what: 'without an image',
    bytes: idx(8, [0, 1, 2], []),
    code: 'data-mismatch',
    problem: 'holds no image',
  },
  {
    what: 'of labels',
    bytes: labels,
    code: 'data-mismatch',
    problem: 'holds uint8 of 1 dimensions; images must be uint8',
  },
  {
    what: 'of floats',
    bytes: idx(0x0d, [1, 1, 1], [0, 0, 0, 0]),
    code: 'data-mismatch',
    problem: 'holds float32 of 3',
  },
] as const;

test.each(refused)('an image file $what is refused', async ({ bytes, code, problem }) => {
  const path = file(bytes);
  const message = expect.stringContaining(`${path}: ${problem}`);
  await expect(loadIdx(path)).rejects.toThrow(expect.objectContaining({ code, message }));
});

test.each([
  [idx(8, [2], [0, 1]), '2 labels for the 3 images of'],
  [idx(9, [3], [0, 1, 255]), 'has the label -1; labels start at 0'],
  [images, 'holds uint8 of 3 dimensions; labels must be integers of 1'],
])('labels that do not fit are refused (%#)', async (bytes, message) => {
  await expect(loadIdx(file(images), file(bytes))).rejects.toThrow(message);
});

test('images are cut, then resized, on request', async () => {
  const stripes = Array.from({ length: 2 * 16 }, (_, i) => (i % 4 === 0 || i % 4 === 3 ? 255 : 51));
  const path = file(idx(8, [2, 4, 4], stripes));
  const dataset = await loadIdx(path, undefined, { crop: 2, size: [3, 3] });
  expect(dataset).toMatchObject({ shape: [3, 3, 1], size: 2 });
  const out = new Float32Array(18);
  await dataset.read([0, 1], out);
  // 51 of 255 is -0.6: the middle two columns alone.
  expect(out).toEqual(new Float32Array(18).fill(Math.fround(-0.6)));
  await expect(loadIdx(path, undefined, { crop: 5 })).rejects.toThrow(
    /images of 4 × 4 are smaller than the crop of 5 × 5/,
  );
});

/** A file of zeros, uint8, whose sizes have 32 bits. */
function zerosIdx(dims: readonly number[]): Buffer {
  const header = Buffer.alloc(4 + 4 * dims.length);
  header.set([0, 0, 8, dims.length]);
  dims.forEach((size, i) => header.writeUInt32BE(size, 4 + 4 * i));
  return Buffer.concat([header, Buffer.alloc(dims.reduce((product, size) => product * size, 1))]);
}

test('a label above the limit is refused before a name is made for each class', async () => {
  const path = file(idx(0x0c, [3], [0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 0xff, 0xff, 0xff]));
  await expect(loadIdx(file(images), path)).rejects.toThrow(
    'has the label 2147483647; labels are below 65536',
  );
});

test('a gzip file is unpacked up to the limit and no further', async () => {
  const path = file(gzipSync(zerosIdx([1, 2 ** 11, 2 ** 11])));
  await expect(loadIdx(path, undefined, { maxBytes: 2 ** 20 })).rejects.toThrow(
    'unpacks to more than 1048576 bytes, the limit is 1048576 bytes; raise it with --max-data-bytes',
  );
  expect(await loadIdx(path, undefined, { maxBytes: 2 ** 23 })).toMatchObject({ size: 1 });
});

test('resized images that are too many bytes are refused', async () => {
  const path = file(zerosIdx([1000, 1, 1]));
  await expect(loadIdx(path, undefined, { size: 16_384 })).rejects.toThrow(
    'at this size its images have 268435456000 bytes, the limit is 1073741824',
  );
});

test('images larger than the limit of a side are refused', async () => {
  const path = file(zerosIdx([1, 20_000, 1]));
  await expect(loadIdx(path)).rejects.toThrow(
    'height and width: each must be a whole number from 1 to 16384 (got 20000)',
  );
});

test('a pipe and a device are refused at once', async () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  await expect(loadIdx(pipe)).rejects.toThrow('it is a named pipe, not a regular file');
  await expect(loadIdx('/dev/zero')).rejects.toThrow('it is a device, not a regular file');
});

test('a missing file, or a folder in its place, is named', async () => {
  const path = join(folder, 'nothing');
  await expect(loadIdx(path)).rejects.toThrow(`${path}: no such file or folder; check the path`);
  await expect(loadIdx(folder)).rejects.toThrow(`${folder}: cannot be read (it is a folder`);
});

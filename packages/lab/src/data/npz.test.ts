import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import type { Dataset } from '@ganport/core';
import { encodeNpz, loadNpz } from './npz.ts';
import { temporaryFolder } from '../files/temporary-folder.test.support.ts';

const folder = temporaryFolder();

/** An array as numpy's documentation defines the format. */
function npy(descr: string, shape: string, data: ArrayBufferView, order = 'False'): Uint8Array {
  const header = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }\n`;
  const start = Buffer.from(`\x93NUMPY\x01\x00..${header}`, 'latin1');
  start.writeUInt16LE(header.length, 8);
  return Buffer.concat([start, Buffer.from(data.buffer, data.byteOffset, data.byteLength)]);
}

let files = 0;
function file(members: Record<string, Uint8Array>): string {
  const path = join(folder, `${files++}.npz`);
  writeFileSync(path, zipSync(members));
  return path;
}
async function valuesOf(dataset: Dataset): Promise<number[]> {
  const out = new Float32Array(dataset.size * dataset.shape.reduce((a, b) => a * b));
  await dataset.read(
    Array.from({ length: dataset.size }, (_, i) => i),
    out,
  );
  return Array.from(out, (value) => Math.round(255 * (value + 1)) / 255 - 1);
}

const bytes = Uint8Array.of(0, 51, 102, 255);
const scaled = [-1, -0.6, -0.2, 1].map((value) => expect.closeTo(value, 6));

test.each([
  ['bytes', npy('|u1', '(2, 1, 2)', bytes)],
  ['floats from 0 to 1', npy('<f4', '(2, 1, 2)', Float32Array.of(0, 0.2, 0.4, 1))],
  ['floats from -1 to 1', npy('<f8', '(2, 1, 2)', Float64Array.of(-1, -0.6, -0.2, 1))],
  ['floats from 0 to 255', npy('<f4', '(2, 1, 2)', Float32Array.of(0, 51, 102, 255))],
  ['whole numbers', npy('<i8', '(2, 1, 2)', BigInt64Array.of(0n, 51n, 102n, 255n))],
])('%s become the same images', async (_, x) => {
  const labels = npy('<i8', '(2, 1)', BigInt64Array.of(3n, 1n));
  const dataset = await loadNpz(file({ 'x.npy': x, 'y.npy': labels, 'other.npy': bytes }));
  expect(dataset).toMatchObject({ shape: [1, 2, 1], size: 2, classes: ['0', '1', '2', '3'] });
  expect(dataset.labels).toEqual(Int32Array.of(3, 1));
  expect(await valuesOf(dataset)).toEqual(scaled);
});

test('channels come last, wherever they were', async () => {
  const planes = Uint8Array.from({ length: 3 * 5 * 6 }, (_, i) => Math.floor(i / 30) * 100);
  const dataset = await loadNpz(file({ 'images.npy': npy('|u1', '(1, 3, 5, 6)', planes) }));
  expect(dataset.shape).toEqual([5, 6, 3]);
  const [r, g, b] = await valuesOf(dataset);
  expect([r, g, b].map((value) => Math.round(((value ?? 0) + 1) * 127.5))).toEqual([0, 100, 200]);
});

test.each([
  [
    'no images',
    { 'z.npy': npy('|u1', '(1,)', bytes) },
    'holds z; images must have the name x_train',
  ],
  [
    'points',
    { 'points.npy': npy('<f4', '(1, 1)', Float32Array.of(1)) },
    'points are no data for training, which draws its own with --data ring',
  ],
  [
    'flat sounds',
    { 'sounds.npy': npy('<f4', '(1,)', Float32Array.of(1)) },
    'sounds is [1]; sounds are [count, length]',
  ],
  [
    'loud and missing samples',
    { 'sounds.npy': npy('<f4', '(1, 3)', Float32Array.of(2, NaN, 1)) },
    'sounds: 2 of 3 values are not in -1 to 1; scale them, and replace NaN',
  ],
  ['sounds of bytes', { 'sounds.npy': npy('|u1', '(1, 4)', bytes) }, 'save sounds as floats'],
  [
    'silence',
    { 'sounds.npy': npy('<f4', '(1, 2)', Float32Array.of(0, 0)) },
    'all 1 sounds are silent',
  ],
  [
    'an odd rate',
    {
      'sounds.npy': npy('<f4', '(1, 1)', Float32Array.of(1)),
      'rate.npy': npy('<i4', '()', Int32Array.of(10)),
    },
    'rate: has 10 samples a second, not 1000 to 384000',
  ],
  [
    'lines that are no text',
    { 'lines.npy': npy('|u1', '(4,)', bytes) },
    'lines: holds |u1 [4]; save it as a list of texts',
  ],
  ['half a text', { 'lines.npy': npy('<U9', '(1,)', bytes) }, 'lines: truncated'],
  ['rows of numbers', { 'x.npy': npy('|u1', '(2, 2)', bytes) }, 'x is [2, 2]; images are [count'],
  [
    'odd values',
    { 'x.npy': npy('<f4', '(1, 1, 2)', Float32Array.of(-3, 7)) },
    'values from -3 to 7',
  ],
  ['NaN', { 'x.npy': npy('<f4', '(1, 1, 2)', Float32Array.of(NaN, 7)) }, 'x holds NaN'],
  ['text', { 'x.npy': npy('<U3', '(1, 1, 1)', bytes) }, 'holds elements of type <U3'],
  ['columns', { 'x.npy': npy('|u1', '(2, 1, 2)', bytes, 'True') }, 'holds columns before rows'],
  ['half an array', { 'x.npy': npy('|u1', '(9, 9, 9)', bytes) }, 'x: truncated'],
  ['no array', { 'x.npy': bytes }, 'x: not a numpy array'],
  [
    'labels for others',
    { 'x.npy': npy('|u1', '(2, 1, 2)', bytes), 'y.npy': npy('|u1', '(3,)', bytes) },
    'y is [3]; labels are one whole number for each of the 2 images',
  ],
])('%s in a file: refused', async (_, members, problem) => {
  const path = file(members);
  await expect(loadNpz(path)).rejects.toThrow(problem);
  await expect(loadNpz(path)).rejects.toThrow(path);
});

test.each([
  ['an inherited name as type', 'constructor', '(2, 1, 2)', 'holds elements of type constructor'],
  ['NaN in the shape', '|u1', '(2, nan, 2)', 'its shape has the size nan'],
  ['a negative size', '|u1', '(-2, 1, 2)', 'its shape has the size -2'],
  ['a fraction', '|u1', '(0.5, 1, 2)', 'its shape has the size 0.5'],
  ['an endless size', '|u1', `(0, ${'9'.repeat(400)})`, 'its shape has the size 9999'],
])('%s of an array: refused', async (_, type, shape, problem) => {
  await expect(loadNpz(file({ 'x.npy': npy(type, shape, bytes) }))).rejects.toThrow(
    expect.objectContaining({ name: 'LabError', message: expect.stringContaining(problem) }),
  );
});

test('what unpacks to more than the limit is refused by its declared size', async () => {
  const zeros = npy('|u1', '(1, 2048, 2048)', Buffer.alloc(2 ** 22));
  const path = file({ 'x.npy': zeros });
  await expect(loadNpz(path, { maxBytes: 2 ** 20 })).rejects.toThrow(
    /unpacks to 41\d+ bytes, the limit is 1048576 bytes; raise it with --max-data-bytes/,
  );
  expect(await loadNpz(path, { maxBytes: 2 ** 23 })).toMatchObject({ size: 1 });
});

test('a member that is longer than it declares is refused', async () => {
  const zip = Buffer.from(zipSync({ 'x.npy': Buffer.alloc(2 ** 20) }));
  const directory = zip.lastIndexOf('PK\u0001\u0002');
  zip.writeUInt32LE(1000, directory + 24);
  const path = join(folder, 'longer.npz');
  writeFileSync(path, zip);
  await expect(loadNpz(path)).rejects.toThrow('x.npy has more than the 1000 bytes that');
});

test('what is no archive is refused', async () => {
  const path = join(folder, 'text.npz');
  writeFileSync(path, 'text');
  await expect(loadNpz(path)).rejects.toThrow(`${path}: not a whole ZIP archive`);
});

test('what is written is read again', async () => {
  const path = join(folder, 'written.npz');
  const x = { data: Uint8Array.from({ length: 24 }, (_, i) => i), shape: [2, 2, 2, 3] };
  writeFileSync(
    path,
    encodeNpz({ x_train: x, y_train: { data: Uint8Array.of(1, 0), shape: [2] } }),
  );
  const dataset = await loadNpz(path);
  expect(dataset).toMatchObject({ shape: [2, 2, 3], size: 2, labels: Int32Array.of(1, 0) });
  expect((await valuesOf(dataset)).map((value) => Math.round((value + 1) * 127.5))).toEqual([
    ...x.data,
  ]);
});

const python = join(import.meta.dirname, '../../../../.peers/python/bin/python');
test.skipIf(!existsSync(python))(
  'numpy writes what is read, and reads what is written',
  async () => {
    const path = join(folder, 'numpy.npz');
    const script = `
import numpy as np, sys
x = (np.arange(2 * 4 * 5 * 3) % 256).astype(np.uint8).reshape(2, 4, 5, 3)
np.savez_compressed(sys.argv[1], x_train=x, y_train=np.array([1, 0]))`;
    expect(spawnSync(python, ['-c', script, path], { encoding: 'utf8' }).stderr).toBe('');
    const dataset = await loadNpz(path);
    expect(dataset).toMatchObject({ shape: [4, 5, 3], labels: Int32Array.of(1, 0) });
    const pixels = (await valuesOf(dataset)).map((value) => Math.round((value + 1) * 127.5));
    expect(pixels).toEqual(Array.from({ length: 120 }, (_, i) => i));
    const back = join(folder, 'back.npz');
    writeFileSync(
      back,
      encodeNpz({ x_train: { data: Uint8Array.from(pixels), shape: [2, 4, 5, 3] } }),
    );
    const check = `
import numpy as np, sys
print(bool((np.load(sys.argv[1])['x_train'] == np.load(sys.argv[2])['x_train']).all()))`;
    const { stdout } = spawnSync(python, ['-c', check, path, back], { encoding: 'utf8' });
    expect(stdout.trim()).toBe('True');
  },
);

test('texts that numpy can have and Unicode cannot, and sounds without a rate', async () => {
  const points = Uint32Array.of(97, 0x1f600, 0xd800, 0x110000, 0, 0);
  const text = await loadNpz(file({ 'lines.npy': npy('<U6', '(1,)', points) }));
  expect(text.vocabulary).toEqual(['', '\uFFFD', 'a', '😀']);
  const empty = file({ 'lines.npy': npy('<U1', '(2,)', new Uint32Array(2)) });
  await expect(loadNpz(empty)).rejects.toThrow('has no lines of text (2 empty lines)');
  const sounds = npy('<i2', '(2, 2, 1)', Int16Array.of(0, 0, 16_384, 0));
  const { notes } = await loadNpz(file({ 'sounds.npy': sounds }));
  expect(notes).toEqual([
    'no array rate: the sounds are taken to have 16000 samples a second',
    '1 of 2 sounds is silent',
  ]);
});

test.each([
  [
    'a picture',
    { 'x.npy': npy('|u1', '(2, 2)', bytes) },
    'x is [2, 2]; the columns of a table are lists',
  ],
  [
    'columns of different lengths',
    { 'a.npy': npy('|u1', '(4,)', bytes), 'b.npy': npy('|u1', '(2,)', bytes) },
    'b has 2 rows and a 4',
  ],
  ['no columns', {}, 'has no rows'],
])('no table: %s', async (_, members: Record<string, Uint8Array>, message) => {
  await expect(loadNpz(file(members), { kinds: ['rows'] })).rejects.toThrow(message);
});

test('numbers of 32 bits have the digits that they were written with', async () => {
  const data = Float32Array.from({ length: 20 }, (_, i) => i / 10);
  const { table } = await loadNpz(file({ 'x.npy': npy('<f4', '(20,)', data) }), {
    kinds: ['rows'],
  });
  expect(table).toMatchObject([{ kind: 'number', name: 'x', decimals: 1, min: 0, max: 1.9 }]);
});

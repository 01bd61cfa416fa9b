/** Volumes from HDF5 files, which h5wasm writes here. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { File, ready } from 'h5wasm';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../files/temporary-folder.test.support.ts';
import { openDataset } from './open-dataset.ts';

const folder = temporaryFolder();

type Arrays = Readonly<
  Record<string, readonly [data: Float32Array | Int32Array | string[], number[]]>
>;

let files = 0;
async function hdf5(arrays: Arrays): Promise<{ path: string; bytes: Uint8Array }> {
  const { FS } = await ready;
  const file = new File('/made.h5', 'w');
  for (const [name, [data, shape]] of Object.entries(arrays)) {
    file.create_dataset({ name, data, shape });
  }
  file.create_group('more');
  file.close();
  const bytes = FS.readFile('/made.h5');
  return { path: written(bytes), bytes };
}
function written(bytes: Uint8Array): string {
  const path = join(folder, `${files++}.h5`);
  writeFileSync(path, bytes);
  return path;
}

const cells = Float32Array.of(1, 0, 0, 3, 0, 2, 0, 0);
const shape = [2, 1, 2, 2];

test('the names of calorimeter data: ECAL, and the first column of target', async () => {
  const target = Int32Array.of(10, 7, 5, 7);
  const { path } = await hdf5({ ECAL: [cells, shape], target: [target, [2, 2]] });
  const dataset = await openDataset(path);
  expect(dataset).toMatchObject({
    kind: 'volumes',
    shape: [1, 2, 2, 1],
    size: 2,
    condition: { values: Float32Array.of(10, 5) },
    calibration: { cell: 2.5 },
  });
  const out = new Float32Array(4);
  await dataset.read([1], out);
  expect([...out]).toEqual([0, 2, 0, 0]);
});

test.each<[string, Arrays, string]>([
  ['a wrong rank', { ECAL: [cells, [2, 4]] }, 'ECAL is [2, 4]; volumes are [count, rows'],
  [
    'NaN',
    { volumes: [cells.map((value, i) => (i === 1 ? NaN : value)), shape] },
    'volumes: 1 of 8 values are NaN',
  ],
  [
    'no volumes',
    { other: [cells, shape] },
    'holds more, other; volumes must have the name volumes',
  ],
  ['a group in their place', { x: [['a', 'b'], [2]] }, 'x has no numbers; save it as an array'],
])('%s: one line', async (_, arrays, message) => {
  const { path } = await hdf5(arrays);
  await expect(openDataset(path)).rejects.toThrow(message);
});

test('arrays above the limit are refused before they are read', async () => {
  const { path, bytes } = await hdf5({ ECAL: [new Float32Array(4096), [1, 16, 16, 16]] });
  const limit = { maxBytes: bytes.length - 1 };
  await expect(openDataset(path, limit)).rejects.toThrow(/^\S+\.h5: /);
  const sparse = await sparseFile();
  await expect(openDataset(sparse, { maxBytes: 100_000 })).rejects.toThrow(
    'ECAL is [100000, 16, 16, 16]: 1638400000 bytes, the limit is 100000 bytes',
  );
});

/** A chunked array of 1.6 GB of which nothing is written. */
async function sparseFile(): Promise<string> {
  const { FS } = await ready;
  const file = new File('/sparse.h5', 'w');
  file.create_dataset({
    name: 'ECAL',
    data: new Float32Array(16 ** 3),
    shape: [1, 16, 16, 16],
    maxshape: [null, 16, 16, 16],
    chunks: [1, 16, 16, 16],
  });
  const dataset = file.get('ECAL');
  if (dataset && 'resize' in dataset) dataset.resize([100_000, 16, 16, 16]);
  file.close();
  return written(FS.readFile('/sparse.h5'));
}

test('files that are no HDF5, or are cut off, are one line', async () => {
  const { bytes } = await hdf5({ ECAL: [cells, shape] });
  for (const part of [bytes.subarray(0, 900), Uint8Array.of(1, 2, 3), new Uint8Array()]) {
    await expect(openDataset(written(part))).rejects.toThrow(
      /^\S+\.h5: no HDF5 file, or a damaged one \([^\n]*\)$/,
    );
  }
});

test('a library with a broken memory is left for a fresh one', async () => {
  const { path } = await hdf5({ ECAL: [cells, shape] });
  const { HEAPU8 } = (await ready) as unknown as { readonly HEAPU8: Uint8Array };
  HEAPU8.fill(0xff);
  expect(await openDataset(path)).toMatchObject({ size: 2 });
  await expect(openDataset(written(Uint8Array.of(1, 2)))).rejects.toThrow('no HDF5 file');
  expect(await openDataset(path)).toMatchObject({ size: 2 });
});

/** Volumes from NPZ files: what is read, and what is refused in one line. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../files/temporary-folder.test.support.ts';
import type { NpyData } from './npy.ts';
import { encodeNpz, loadNpz } from './npz.ts';

const folder = temporaryFolder();

type Arrays = Readonly<Record<string, readonly [data: NpyData, shape: number[]]>>;

let files = 0;
function archive(arrays: Arrays): string {
  const path = join(folder, `${files++}.npz`);
  const named = Object.entries(arrays).map(([name, [data, shape]]) => [name, { data, shape }]);
  writeFileSync(path, encodeNpz(Object.fromEntries(named)));
  return path;
}

const shape = [2, 1, 2, 2];
const cells = Float32Array.of(1, 0, 0, 3, 0, 2, 0, 0);
const energies = Float32Array.of(10, 5);

test('cells in their own unit, energies, and how large both are', async () => {
  const dataset = await loadNpz(archive({ volumes: [cells, shape], energies: [energies, [2]] }));
  expect(dataset).toMatchObject({
    kind: 'volumes',
    shape: [1, 2, 2, 1],
    size: 2,
    condition: { name: 'energy', unit: '', values: energies },
    calibration: { cell: 2.5, response: expect.closeTo(0.4, 6) },
  });
  const out = new Float32Array(8);
  await dataset.read([1, 0], out);
  expect([...out]).toEqual([0, 2, 0, 0, 1, 0, 0, 3]);
});

test('without energies the sum is the energy, and a note says so', async () => {
  const dataset = await loadNpz(archive({ images: [cells, [...shape, 1]] }), {
    kinds: ['volumes'],
  });
  expect([...(dataset.condition?.values ?? [])]).toEqual([4, 2]);
  expect(dataset.calibration?.response).toBeCloseTo(1, 6);
  expect(dataset.notes).toEqual([
    expect.stringMatching(/has no array energies; the sum of each volume is its energy$/),
  ]);
});

test('the names of calorimeter data: ECAL, and the first column of target', async () => {
  const target = Float32Array.of(10, -1, 5, 0);
  const dataset = await loadNpz(archive({ ECAL: [cells, shape], target: [target, [2, 2]] }));
  expect(dataset.condition?.values).toEqual(energies);
});

test.each<[string, Arrays, string]>([
  ['a wrong rank', { volumes: [cells, [2, 4]] }, 'volumes is [2, 4]; volumes are [count, rows'],
  ['two channels', { volumes: [cells, [1, 1, 2, 2, 2]] }, 'volumes is [1, 1, 2, 2, 2]'],
  ['no volume', { volumes: [new Float32Array(), [0, 2, 2, 2]] }, 'volumes is [0, 2, 2, 2]'],
  [
    'a side beyond the limit',
    { volumes: [new Float32Array(257), [1, 1, 1, 257]] },
    'volumes: rows, columns and layers: each must be a whole number from 1 to 256 (got 257)',
  ],
  [
    'NaN',
    { volumes: [cells.map((value, i) => (i < 3 ? NaN : value)), shape] },
    'volumes: 3 of 8 values are NaN; energies of cells are at least 0',
  ],
  [
    'negative cells',
    { volumes: [cells.map((value) => value - 1), shape] },
    'volumes: 5 of 8 values are out of range; energies of cells',
  ],
  [
    'infinite cells',
    { volumes: [cells.map((value) => (value === 3 ? Infinity : value)), shape] },
    '1 of 8 values are infinite',
  ],
  [
    'too few energies',
    { volumes: [cells, shape], energies: [Float32Array.of(1), [1]] },
    'energies is [1]; energies are one number for each of the 2 volumes',
  ],
  [
    'an energy of 0',
    { volumes: [cells, shape], energies: [Float32Array.of(1, 0), [2]] },
    'energies: 1 of 2 values are out of range; energies of particles are above 0',
  ],
  [
    'empty volumes without energies',
    { volumes: [new Float32Array(8), shape] },
    'volumes: 2 of 2 volumes have no energy above 0; leave them out',
  ],
  [
    'empty volumes with energies',
    { volumes: [new Float32Array(8), shape], energies: [energies, [2]] },
    'the first 2 volumes are empty',
  ],
])('%s: one line', async (_, arrays, message) => {
  const path = archive(arrays);
  await expect(loadNpz(path, { kinds: ['volumes'] })).rejects.toThrow(message);
});

test('a file without volumes: its arrays are named', async () => {
  const path = archive({ labels: [Float32Array.of(1), [1]] });
  await expect(loadNpz(path, { kinds: ['volumes'] })).rejects.toThrow(
    'holds labels; volumes must have the name volumes, ECAL or images',
  );
  const volumes = archive({ volumes: [cells, shape] });
  await expect(loadNpz(volumes, { size: 8 })).rejects.toThrow(
    'takes no --image-size; leave it out',
  );
});

import { expect, test } from 'vitest';
import { openDataset } from '../data/open-dataset.ts';
import { readSamples } from '../data/subset.ts';
import { modesHit } from '@ganport/core/metrics';
import { openModeReader } from './mode-readers.ts';

test.each([
  { data: 'ring', least: 0.98, count: 1000 }, // 1.1 % of a plane's normals are beyond 3 deviations.
  { data: 'mnist', least: 0.97, count: 300 },
  { data: 'stacked-mnist', least: 0.93, count: 100 },
])('of real $data the labels are read', async ({ data, least, count }) => {
  const dataset = await openDataset(data);
  const images = await readSamples(
    dataset,
    Int32Array.from({ length: count }, (_, i) => i),
  );
  const reader = await openModeReader(data, { kind: 'images', shape: dataset.shape });
  const modes = (await reader?.read(images)) ?? new Int32Array();
  await reader?.dispose();
  const right = modes.filter((mode, i) => mode === dataset.labels?.[i]).length;
  expect(right / count).toBeGreaterThanOrEqual(least);
});

test('data, shapes and numbers of modes that are not known have no reader', async () => {
  const images = (...shape: number[]) => ({ kind: 'images', shape }) as const;
  expect(await openModeReader('photos', images(28, 28, 1))).toBeUndefined();
  expect(await openModeReader('mnist', images(32, 32, 1))).toBeUndefined();
  expect(await openModeReader('stacked-mnist', images(28, 28, 3), { most: 25 })).toBeUndefined();
});

test('a mode is hit by the required share; samples of no mode count as samples', () => {
  const modes = Int32Array.of(0, 0, 0, 1, -1, -1, -1, -1, -1, -1);
  expect([0, 0.1, 0.2, 0.4].map((least) => modesHit(modes, least))).toEqual([2, 2, 1, 0]);
});

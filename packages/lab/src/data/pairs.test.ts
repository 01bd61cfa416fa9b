import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { flat, flatPng, grayPng } from '../imaging/images.test.support.ts';
import type { Dataset, Draws } from '@ganport/core';
import { resizeCropFlip } from '@ganport/core';
import { sampleLength } from '@ganport/core/internal';
import { openPaired, openUnpaired } from './pairs.ts';
import { temporaryFolder } from '../files/temporary-folder.test.support.ts';

const root = temporaryFolder();

const folderOf = (name: string, files: Record<string, Uint8Array>) => {
  mkdirSync(join(root, name));
  for (const [file, bytes] of Object.entries(files)) writeFileSync(join(root, name, file), bytes);
  return join(root, name);
};
const read = async (dataset: Dataset, indices: readonly number[], draws?: Draws) => {
  const out = new Float32Array(indices.length * sampleLength(dataset.shape));
  await dataset.read(indices, out, draws);
  return Array.from(out, (value) => Math.round((value + 1) * 127.5));
};

test('unpaired folders may differ in number; gray beside colors is read as colors', async () => {
  const a = folderOf('photos', {
    '1.png': await grayPng(2, 2, 7),
    '2.png': await grayPng(2, 2, 9),
  });
  const b = folderOf('paintings', { 'x.png': await flatPng(2, 2, [1, 2, 3]) });
  const domains = await openUnpaired(a, b);
  expect(domains.a).toMatchObject({ name: 'photos', size: 2, shape: [2, 2, 3] });
  expect(domains.b).toMatchObject({ name: 'paintings', size: 1, shape: [2, 2, 3] });
  expect((await read(domains.a, [1])).slice(0, 3)).toEqual([9, 9, 9]);
});

test('domains of two sizes are refused, unless they are resized', async () => {
  const a = folderOf('small', { '1.png': await flatPng(2, 2, [1, 2, 3]) });
  const b = folderOf('large', { '1.png': await flatPng(4, 4, [1, 2, 3]) });
  await expect(openUnpaired(a, b)).rejects.toThrow(
    `${a} has images of 2 × 2, ${b} of 4 × 4; give --image-size`,
  );
  expect((await openUnpaired(a, b, { size: 3 })).b.shape).toEqual([3, 3, 3]);
  await expect(openUnpaired(a, join(root, 'nowhere'))).rejects.toThrow('nowhere: no such file');
});

test('bad files of both domains are reported at once', async () => {
  const [a, b] = [
    folderOf('bad-a', { '1.png': Buffer.from('text') }),
    folderOf('bad-b', { '1.png': Buffer.from('text') }),
  ];
  await expect(openUnpaired(a, b)).rejects.toThrow(
    /: 2 of 2 images cannot be used: .*bad-a.*bad-b/,
  );
});

/** Red on the left, `blue` on the right. */
const pair = async (blue: number) =>
  flat(4, 2, [255, 0, 0])
    .composite([{ input: await flatPng(2, 2, [0, 0, blue]), left: 2, top: 0 }])
    .png()
    .toBuffer();

test('pairs side by side: A is left, B is right', async () => {
  const folder = folderOf('facades', { '1.png': await pair(100), '2.png': await pair(200) });
  const { a, b } = await openPaired(folder);
  expect([a.shape, b.shape, a.size, b.size]).toEqual([[2, 2, 3], [2, 2, 3], 2, 2]);
  expect((await read(a, [1])).slice(0, 3)).toEqual([255, 0, 0]);
  expect(await read(b, [1])).toEqual([0, 0, 200, 0, 0, 200, 0, 0, 200, 0, 0, 200]);
});

test('pairs side by side need a middle', async () => {
  const folder = folderOf('odd', { '1.png': await flatPng(5, 2, [1, 2, 3]) });
  await expect(openPaired(folder)).rejects.toThrow(`${join(folder, '1.png')} is 5 wide`);
});

test('pairs in two folders belong together by their names', async () => {
  const a = folderOf('edges', {
    'b.png': await flatPng(2, 2, [1, 0, 0]),
    'a.png': await flatPng(2, 2, [2, 0, 0]),
  });
  const b = folderOf('shoes', {
    'b.png': await flatPng(2, 2, [10, 0, 0]),
    'a.webp': await flat(2, 2, [20, 0, 0]).webp({ lossless: true }).toBuffer(),
  });
  const domains = await openPaired([a, b]);
  const reds = async (dataset: Dataset) =>
    (await read(dataset, [0, 1])).filter((_, i) => i % 12 === 0);
  expect([await reds(domains.a), await reds(domains.b)]).toEqual([
    [2, 1],
    [20, 10],
  ]);
  writeFileSync(join(b, 'c.png'), await flatPng(2, 2, [0, 0, 0]));
  await expect(openPaired([a, b])).rejects.toThrow(
    `1 images have no partner of the same name: ${join(b, 'c.png')}`,
  );
  writeFileSync(join(a, 'b.webp'), await flatPng(2, 2, [0, 0, 0]));
  await expect(openPaired([a, b])).rejects.toThrow(/b\.png and .*b\.webp have the same name/);
});

test('random changes are the same for both of a pair, and not for unpaired images', async () => {
  const noise = (seed: number) =>
    Uint8Array.from(
      { length: 8 * 8 * 3 },
      (_, i) => (Math.imul(i + seed, 2654435761) >>> 24) & 255,
    );
  const image = async () => {
    const { default: sharp } = await import('sharp');
    return sharp(noise(1), { raw: { width: 8, height: 8, channels: 3 } })
      .png()
      .toBuffer();
  };
  const a = folderOf('left', { '1.png': await image() });
  const b = folderOf('right', { '1.png': await image() });
  const options = { augment: resizeCropFlip({ load: 8, crop: 4 }) };
  const [paired, unpaired] = [await openPaired([a, b], options), await openUnpaired(a, b, options)];
  const steps = Array.from({ length: 8 }, (_, step) => ({ seed: 1, step }));
  const all = (dataset: Dataset) => Promise.all(steps.map((draws) => read(dataset, [0, 0], draws)));
  expect(await all(paired.a)).toEqual(await all(paired.b));
  expect(await all(unpaired.a)).not.toEqual(await all(unpaired.b));
});

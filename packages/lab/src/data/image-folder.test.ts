import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  animatedPng,
  animatedWebp,
  cmykJpeg,
  flat,
  flatPng,
  gray16Png,
  grayPng,
} from '../imaging/images.test.support.ts';
import type { Dataset } from '@ganport/core';
import { sampleLength } from '@ganport/core/internal';
import { loadImageFolder } from './image-folder.ts';
import { temporaryFolder } from '../files/temporary-folder.test.support.ts';

const root = temporaryFolder();

let folders = 0;
const folderOf = (files: Record<string, Uint8Array>) => {
  const folder = join(root, `folder-${folders++}`);
  mkdirSync(folder);
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  return folder;
};
const bytesOf = async (dataset: Dataset, index: number) => {
  const out = new Float32Array(sampleLength(dataset.shape));
  await dataset.read([index], out);
  return Array.from(out, (value) => Math.round((value + 1) * 127.5));
};
/** The first pixel of each image. */
const firstPixels = (dataset: Dataset) =>
  Promise.all(
    Array.from({ length: dataset.size }, async (_, i) =>
      (await bytesOf(dataset, i)).slice(0, dataset.shape[2]),
    ),
  );

test('images of one folder, in the order of their names, have no labels', async () => {
  const dataset = await loadImageFolder(
    folderOf({
      'b.png': await grayPng(2, 2, 9),
      'a.PNG': await grayPng(2, 2, 7),
      'c.webp': await flat(2, 2, [50, 50, 50]).webp({ lossless: true }).toBuffer(),
      'd.jpeg': await flat(2, 2, [255, 255, 255]).jpeg().toBuffer(),
      '._b.png': Uint8Array.of(1),
      'notes.txt': Uint8Array.of(1),
    }),
  );
  expect(dataset).toMatchObject({ shape: [2, 2, 3], size: 4 });
  expect((await firstPixels(dataset)).map(([red]) => red)).toEqual([7, 9, 50, 255]);
  expect(dataset.labels).toBeUndefined();
});

test('subfolders are classes, in the order of their names', async () => {
  const dataset = await loadImageFolder(
    folderOf({
      'dog/1.png': await flatPng(2, 2, [1, 2, 3]),
      'cat/2.png': await grayPng(2, 2, 5),
      'cat/1.png': await flatPng(2, 2, [7, 8, 9]),
      'empty/readme.md': Uint8Array.of(1),
      '.ganport-1.tmp/1.png': Uint8Array.of(1), // A hidden folder may be half-written.
    }),
  );
  expect(dataset).toMatchObject({ shape: [2, 2, 3], size: 3, classes: ['cat', 'dog'] });
  expect(dataset.labels).toEqual(Int32Array.of(0, 0, 1));
  expect(await firstPixels(dataset)).toEqual([
    [7, 8, 9],
    [5, 5, 5],
    [1, 2, 3],
  ]);
});

test.skipIf(process.platform === 'win32')(
  'links to folders are no classes, also in a circle; images without an end are named',
  async () => {
    const folder = folderOf({
      'cat/1.png': await grayPng(2, 2, 5),
      'dog/1.png': await grayPng(2, 2, 7),
    });
    symlinkSync('.', join(folder, 'circle'));
    symlinkSync('..', join(folder, 'cat', 'up'));
    symlinkSync('cat', join(folder, 'same'));
    expect(await loadImageFolder(folder)).toMatchObject({ size: 2, classes: ['cat', 'dog'] });

    symlinkSync('2.png', join(folder, 'cat', '2.png'));
    await expect(loadImageFolder(folder)).rejects.toThrow(/2\.png: .*too many symbolic links/);
    rmSync(join(folder, 'cat', '2.png'));
    execFileSync('mkfifo', [join(folder, 'dog', '2.png')]);
    await expect(loadImageFolder(folder)).rejects.toThrow(/2\.png: .*a named pipe/);
  },
);

test('gray, colored, CMYK and sixteen-bit files make one set of colors', async () => {
  const folder = folderOf({
    'a.png': await flatPng(3, 2, [10, 20, 30]),
    'b.jpg': await cmykJpeg(3, 2, [255, 255, 255]),
    'c.png': gray16Png,
  });
  const dataset = await loadImageFolder(folder);
  expect(dataset).toMatchObject({ shape: [2, 3, 3], size: 3 });
  const [rgb, cmyk, gray16] = await firstPixels(dataset);
  expect(rgb).toEqual([10, 20, 30]);
  expect(Math.min(...(cmyk ?? []))).toBeGreaterThan(240);
  expect(gray16).toEqual([0, 0, 0]);
});

test('only gray files make a gray set; colors become gray by their luma when asked', async () => {
  const grays = folderOf({ 'a.png': await grayPng(2, 2, 8), 'b.png': gray16Png });
  expect((await loadImageFolder(grays, { size: 2 })).shape).toEqual([2, 2, 1]);
  const colors = folderOf({ 'a.png': await flatPng(6, 4, [100, 200, 50]) });
  const dataset = await loadImageFolder(colors, { size: [3, 3], grayscale: true });
  expect(dataset.shape).toEqual([3, 3, 1]);
  // 0.299 · 100 + 0.587 · 200 + 0.114 · 50 = 153.
  expect(await bytesOf(dataset, 0)).toEqual(Array.from({ length: 9 }, () => 153));
});

test('the middle is cut out first, then resized', async () => {
  const red = await flatPng(4, 4, [255, 0, 0]);
  const framed = await flat(8, 6, [0, 0, 255])
    .composite([{ input: red, left: 2, top: 1 }])
    .png()
    .toBuffer();
  const folder = folderOf({ 'a.png': framed });
  const dataset = await loadImageFolder(folder, { crop: 4, size: 2 });
  expect(await bytesOf(dataset, 0)).toEqual([255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0]);
  expect((await loadImageFolder(folder, { crop: [6, 2] })).shape).toEqual([6, 2, 3]);
  await expect(loadImageFolder(folder, { crop: 7 })).rejects.toThrow(
    `1 images are smaller than the crop of 7 × 7: ${join(folder, 'a.png')} is 6 × 8`,
  );
  await expect(loadImageFolder(folder, { size: 0 })).rejects.toThrow(
    /^size: each side must be a whole number from 1/,
  );
});

test('a set too large for memory reads the same', async () => {
  const files = await Promise.all(
    Array.from({ length: 20 }, async (_, i) => [
      `${i + 10}.png`,
      await flatPng(2, 2, [i, 2 * i, 3]),
    ]),
  );
  const folder = folderOf(Object.fromEntries(files) as Record<string, Uint8Array>);
  const [inMemory, streamed] = [
    await loadImageFolder(folder),
    await loadImageFolder(folder, { memory: 0 }),
  ];
  const [a, b] = [new Float32Array(60), new Float32Array(60)];
  const indices = [19, 0, 7, 7, 3];
  await inMemory.read(indices, a);
  await streamed.read(indices, b);
  expect(b).toEqual(a);
  expect(b[0]).toBeCloseTo(19 / 127.5 - 1, 6);
  // Kept in memory or not is seen by what happens when the files are gone.
  rmSync(folder, { recursive: true });
  await inMemory.read([0], new Float32Array(12));
  await expect(streamed.read([0], new Float32Array(12))).rejects.toThrow(/10\.png: no such file/);
  await expect(streamed.read([20], new Float32Array(12))).rejects.toThrow(/no image 20/);
});

test('sizes that differ are refused, naming the odd ones', async () => {
  const folder = folderOf({
    'a.png': await grayPng(2, 2, 1),
    'b.png': await grayPng(2, 2, 1),
    'c.png': await grayPng(3, 2, 1),
  });
  const message = `${join(folder, 'a.png')} is 2 × 2, but ${join(folder, 'c.png')} is 2 × 3; give --image-size`;
  await expect(loadImageFolder(folder)).rejects.toThrow(message);
});

test('a missing, an empty and a mixed folder are refused', async () => {
  const missing = join(root, 'nowhere');
  await expect(loadImageFolder(missing)).rejects.toThrow(`${missing}: no such file or folder`);
  await expect(loadImageFolder(folderOf({}))).rejects.toThrow(/no \.png, \.jpg, \.jpeg or \.webp/);
  const image = await grayPng(2, 2, 1);
  const mixed = folderOf({ 'a.png': image, 'cat/b.png': image });
  await expect(loadImageFolder(mixed)).rejects.toThrow(/holds 1 images and also subfolders/);
});

test.each([
  ['bad.png', async () => (await grayPng(64, 64, 1)).subarray(0, 70), 'damaged PNG image'],
  ['page.png', async () => Buffer.from('<html>'), 'not a PNG, JPEG or WebP image'],
  ['moving.webp', animatedWebp, 'an animated WebP image'],
  ['moving.png', animatedPng, 'an animated PNG image'],
  ['moving.gif', () => flat(4, 4, [1, 2, 3]).gif().toBuffer(), 'not a PNG, JPEG or WebP image'],
] as const)('%s, which cannot be used, is named', async (name, make, problem) => {
  const folder = folderOf({ 'a.png': await grayPng(64, 64, 1), [name]: await make() });
  await expect(loadImageFolder(folder)).rejects.toThrow(`${join(folder, name)}: ${problem}`);
});

test('all bad files are reported in one line, ten by name', async () => {
  const bad = Array.from({ length: 12 }, (_, i) => [`bad-${i + 10}.png`, Buffer.from('text')]);
  const folder = folderOf({ 'a.png': await grayPng(2, 2, 1), ...Object.fromEntries(bad) });
  const failure = await loadImageFolder(folder).catch((error: Error) => error.message);
  expect(failure).toMatch(/: 12 of 13 images cannot be used: .*bad-10\.png: not a PNG/);
  expect(failure).toMatch(
    /bad-19\.png: not a PNG, JPEG or WebP image and 2 more; replace or remove/,
  );
  expect(failure).not.toMatch(/bad-20|\n/);
});

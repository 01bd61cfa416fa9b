import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode as encodePng } from 'fast-png';
import { encode as encodeJpeg } from 'jpeg-js';
import { afterAll, expect, test } from 'vitest';
import type { Dataset } from './dataset.ts';
import { loadImageFolder } from './image-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'ganport-images-'));
afterAll(() => rmSync(root, { recursive: true }));

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

const flat = (channels: 1 | 3, colour: readonly number[], width = 2, height = 2) =>
  encodePng({
    width,
    height,
    channels,
    data: Uint8Array.from(
      { length: width * height * channels },
      (_, i) => colour[i % channels] ?? 0,
    ),
  });
const jpeg = encodeJpeg({ width: 2, height: 2, data: new Uint8Array(16).fill(255) }, 95).data;
const bytesOf = (dataset: Dataset, index: number) => {
  const out = new Float32Array(dataset.shape.reduce((a, b) => a * b));
  dataset.read([index], out);
  return Array.from(out, (value) => Math.round((value + 1) * 127.5));
};

test('images of one folder, in the order of their names, have no labels', async () => {
  const dataset = await loadImageFolder(
    folderOf({
      'b.png': flat(1, [9]),
      'a.PNG': flat(1, [7]),
      'c.jpeg': jpeg,
      'notes.txt': Uint8Array.of(1),
    }),
  );
  expect(dataset).toMatchObject({ shape: [2, 2, 1], size: 3 });
  expect([0, 1, 2].map((i) => bytesOf(dataset, i)[0])).toEqual([7, 9, 255]);
  expect(dataset.labels).toBeUndefined();
});

test('subfolders are classes, in the order of their names', async () => {
  const dataset = await loadImageFolder(
    folderOf({
      'dog/1.png': flat(3, [1, 2, 3]),
      'cat/2.png': flat(1, [5]),
      'cat/1.png': flat(3, [7, 8, 9]),
      'empty/readme.md': Uint8Array.of(1),
    }),
  );
  expect(dataset).toMatchObject({ shape: [2, 2, 3], size: 3, classes: ['cat', 'dog'] });
  expect(dataset.labels).toEqual(Int32Array.of(0, 0, 1));
  expect([0, 1, 2].map((i) => bytesOf(dataset, i).slice(0, 3))).toEqual([
    [7, 8, 9],
    [5, 5, 5],
    [1, 2, 3],
  ]);
});

test('colours become grey by their luma, and sizes become the one asked for', async () => {
  const folder = folderOf({ 'a.png': flat(3, [100, 200, 50], 6, 4), 'b.png': flat(1, [80]) });
  const dataset = await loadImageFolder(folder, { size: [3, 3], channels: 1 });
  expect(dataset.shape).toEqual([3, 3, 1]);
  // 0.299 · 100 + 0.587 · 200 + 0.114 · 50 = 153.
  expect(bytesOf(dataset, 0)).toEqual(Array.from({ length: 9 }, () => 153));
  expect(bytesOf(dataset, 1)).toEqual(Array.from({ length: 9 }, () => 80));
});

test('sizes that differ are refused, naming the odd one', async () => {
  const folder = folderOf({
    'a.png': flat(1, [1]),
    'b.png': flat(1, [1]),
    'c.png': flat(1, [1], 3),
  });
  await expect(loadImageFolder(folder)).rejects.toThrow(
    `${join(folder, 'c.png')}: is 2 × 3, but ${join(folder, 'a.png')} is 2 × 2; give a size`,
  );
});

test('a missing, an empty and a mixed folder are refused', async () => {
  const missing = join(root, 'nowhere');
  await expect(loadImageFolder(missing)).rejects.toThrow(`${missing}: no such file or folder`);
  await expect(loadImageFolder(folderOf({}))).rejects.toThrow(/no \.png, \.jpg or \.jpeg image/);
  const mixed = folderOf({ 'a.png': flat(1, [1]), 'cat/b.png': flat(1, [1]) });
  await expect(loadImageFolder(mixed)).rejects.toThrow(/holds 1 images and also subfolders/);
});

test.each([
  ['bad.png', flat(1, [1]).subarray(0, 50), 'damaged PNG image'],
  ['bad.jpg', jpeg.subarray(0, 100), 'damaged JPEG image'],
  ['page.png', Buffer.from('<html>'), 'not a PNG or JPEG image'],
] as const)('%s, which cannot be decoded, is named', async (name, bytes, problem) => {
  const folder = folderOf({ 'a.png': flat(1, [1]), [name]: bytes });
  await expect(loadImageFolder(folder)).rejects.toThrow(`${join(folder, name)}: ${problem}`);
});

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decodeImage } from './decode-image.ts';
import { imageGrid } from '@ganport/core/internal';
import { encodePng, writePng } from './encode-image.ts';
import { temporaryFolder } from '../files/temporary-folder.test.support.ts';

const folder = temporaryFolder();

const F = 0x2a;

test('images stand in rows, each pixel scaled, with a frame around each', () => {
  const images = Float32Array.of(-1, 1, 0, 0.2, -1.5, 7);
  const grid = imageGrid(images, [1, 2, 1], 2, { scale: 2, padding: 1 });
  expect(grid).toMatchObject({ width: 11, height: 7, channels: 1 });
  const row = (y: number) => [...grid.data.subarray(y * 11, (y + 1) * 11)];
  const frame = Array.from({ length: 11 }, () => F);
  expect(row(0)).toEqual(frame);
  // 0 and 0.2 are 127.5 and 153 of 255.
  expect(row(1)).toEqual([F, 0, 0, 255, 255, F, 128, 128, 153, 153, F]);
  expect(row(2)).toEqual(row(1));
  expect(row(3)).toEqual(frame);
  expect(row(4)).toEqual([F, 0, 0, 255, 255, F, F, F, F, F, F]);
  expect(row(6)).toEqual(frame);
});

test('colors keep their order', () => {
  const grid = imageGrid(Float32Array.of(1, 0, -1), [1, 1, 3], 1, { scale: 1, padding: 0 });
  expect(grid).toEqual({ width: 1, height: 1, channels: 3, data: Uint8Array.of(255, 128, 0) });
});

test('25 digits make a square of 5 × 5', () => {
  const grid = imageGrid(new Float32Array(25 * 784), [28, 28, 1], 5);
  expect([grid.width, grid.height]).toEqual([444, 444]);
});

test.each([
  [5, [1, 2, 1]],
  [0, [1, 2, 1]],
  [8, [1, 2, 2]],
] as const)('%i values are not images of %o', (length, shape) => {
  expect(() => imageGrid(new Float32Array(length), shape, 1)).toThrow(
    expect.objectContaining({
      code: 'data-mismatch',
      message: expect.stringContaining(`${length} values are not images of ${shape.join(' × ')}`),
    }),
  );
});

test('a PNG file decodes to the pixels it was written from, in gray and in color', async () => {
  for (const channels of [1, 3] as const) {
    const path = join(folder, `${channels}.png`);
    const images = Float32Array.from({ length: 24 * channels }, (_, i) => Math.sin(i));
    const grid = imageGrid(images, [4, 3, channels], 2);
    await writePng(path, grid);
    expect(await decodeImage(readFileSync(path), path)).toEqual(grid);
  }
  expect(readdirSync(folder).toSorted()).toEqual(['1.png', '3.png']);
});

test('a PNG with transparency', async () => {
  const data = Uint8Array.of(0, 0, 0, 255, 0, 0, 0, 0);
  const png = await encodePng({ width: 2, height: 1, channels: 4, data });
  expect([...(await decodeImage(png, 'x')).data]).toEqual([0, 0, 0, 255, 255, 255]);
});

test('a file in the way of the folder is reported', async () => {
  writeFileSync(join(folder, 'file'), '');
  const grid = imageGrid(Float32Array.of(0), [1, 1, 1], 1);
  await expect(writePng(join(folder, 'file/a.png'), grid)).rejects.toThrow(
    expect.objectContaining({ code: 'cannot-write' }),
  );
  rmSync(join(folder, 'file'));
});

test('a name that all images of a row share is beside the row', () => {
  const images = new Float32Array(6 * 64).fill(-1);
  const plain = imageGrid(images, [8, 8, 1], 3, { scale: 1, padding: 1 });
  const names = ['a', 'a', 'a', 'long', 'long', 'long'];
  const grid = imageGrid(images, [8, 8, 1], 3, { scale: 1, padding: 1, names });
  // Four letters of five pixels, three gaps, and room around.
  const margin = 23 + 6;
  expect([grid.width, grid.height]).toEqual([plain.width + margin, plain.height]);
  const columns = (of: typeof grid, from: number) =>
    Array.from({ length: of.height }, (_, y) =>
      Array.from(of.data.subarray(y * of.width + from, (y + 1) * of.width)),
    );
  expect(columns(grid, margin)).toEqual(columns(plain, 0));
  expect(grid.data.filter((value) => value === 0xe0).length).toBeGreaterThan(20);
});

test('names that differ in a row are below the images, cut where they are too long', () => {
  const images = new Float32Array(3 * 32 * 32);
  const draw = (name: string) =>
    imageGrid(images, [32, 32, 1], 3, { scale: 1, padding: 1, names: ['cat', 'dog', name] });
  const grid = draw('a-name-that-is-too-long');
  expect([grid.width, grid.height]).toEqual([3 * 33 + 1, 33 + 12 + 1]);
  expect(grid).toEqual(draw('a-n..'));
  expect(grid).not.toEqual(draw('a-x..'));
  // The images are as they would be without names.
  const bare = imageGrid(images, [32, 32, 1], 3, { scale: 1, padding: 1 });
  expect(grid.data.subarray(0, 33 * grid.width)).toEqual(bare.data.subarray(0, 33 * grid.width));
});

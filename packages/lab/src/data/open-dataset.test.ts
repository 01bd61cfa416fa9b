import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { grayPng } from '../imaging/images.test.support.ts';
import { encodeNpz } from './npz.ts';
import { openDataset } from './open-dataset.ts';
import { temporaryFolder } from '../files/temporary-folder.test.support.ts';

const root = temporaryFolder();

beforeAll(async () => {
  const write = (path: string, bytes: readonly number[] | Uint8Array) => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), Uint8Array.from(bytes));
  };
  const images = (pixel: number) => [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, pixel];
  const labels = [0, 0, 8, 1, 0, 0, 0, 1, 4];
  write('fashion/t10k-images-idx3-ubyte', images(1));
  write('fashion/train-images-idx3-ubyte', images(2));
  write('fashion/train-labels-idx1-ubyte', labels);
  write('letters/emnist-test-images.idx3-ubyte', images(3));
  write('letters/emnist-test-labels.idx1-ubyte', labels);
  write('letters/pictures', images(4));
  write('faces/a.png', await grayPng(2, 2, 0));
  const array = { data: Uint8Array.of(1, 2, 3, 4), shape: [1, 2, 2] };
  write('digits.npz', encodeNpz({ x_train: array }));
});

test('mnist by its name', async () => {
  expect(await openDataset('mnist')).toMatchObject({ size: 60_000 });
  const small = await openDataset('mnist-test', { size: 14 });
  expect(small).toMatchObject({ size: 10_000, shape: [14, 14, 1] });
});

test.each([
  { path: 'fashion', name: 'train-images-idx3-ubyte', labels: Int32Array.of(4) },
  { path: 'fashion/t10k-images-idx3-ubyte', name: 't10k-images-idx3-ubyte', labels: undefined },
  { path: 'letters', name: 'emnist-test-images.idx3-ubyte', labels: Int32Array.of(4) },
  { path: 'letters/pictures', name: 'pictures', labels: undefined },
  { path: 'faces', name: 'faces', labels: undefined },
  { path: 'digits.npz', name: 'digits.npz', labels: undefined },
])('$path opens $name', async ({ path, name, labels }) => {
  const dataset = await openDataset(join(root, path));
  expect(dataset).toMatchObject({ name, size: 1 });
  expect(dataset.labels).toEqual(labels);
});

test('a path with nothing at it is refused', async () => {
  await expect(openDataset(join(root, 'minst'))).rejects.toThrow(/minst: no such file or folder/);
});

/** What a user may name as data, told apart: 'mnist', an IDX file, a folder of IDX files or images. */
import { basename, dirname, join } from 'node:path';
import type { Dataset } from './dataset.ts';
import { loadIdx } from './idx.ts';
import { loadImageFolder, type ImageFolderOptions } from './image-folder.ts';
import { loadMnist } from './mnist.ts';
import { readInputFolder, statInput } from './read-input.ts';

/** As MNIST and its relatives name their files: train-images-idx3-ubyte, train-images.idx3-ubyte. */
const IDX_IMAGES = /^(.*)images([-.])idx[34]-ubyte(\.gz)?$/;

/**
 * Opens a data set by name or path. Of a folder of IDX files the training images are taken, and
 * beside image files of MNIST's names their labels are found.
 *
 * @param options for folders of images
 * @throws CoreError as loadMnist, loadIdx and loadImageFolder
 */
export async function openDataset(spec: string, options?: ImageFolderOptions): Promise<Dataset> {
  if (spec === 'mnist') return loadMnist();
  if (!(await statInput(spec)).isDirectory()) return openIdx(spec);
  const names = (await readInputFolder(spec)).map(({ name }) => name);
  const idx = names.filter((name) => IDX_IMAGES.test(name)).toSorted();
  const images = idx.find((name) => name.startsWith('train')) ?? idx[0];
  return images === undefined ? loadImageFolder(spec, options) : openIdx(join(spec, images));
}

async function openIdx(images: string): Promise<Dataset> {
  const folder = dirname(images);
  const [, prefix, separator] = IDX_IMAGES.exec(basename(images)) ?? [];
  if (prefix === undefined) return loadIdx(images);
  const names = (await readInputFolder(folder)).map(({ name }) => name);
  const stem = `${prefix}labels${separator}idx1-ubyte`;
  const labels = [stem, `${stem}.gz`].find((name) => names.includes(name));
  return loadIdx(images, labels === undefined ? undefined : join(folder, labels));
}

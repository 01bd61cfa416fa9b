/** The two IDX files of MNIST's format, not compressed. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { collecting } from './collected.ts';

const UINT8 = 0x08;

/** Gray images have three dimensions as in MNIST, color images four. */
export const idxFiles = collecting(async (folder, { count, shape, pixels, labels }) => {
  const [height, width, channels] = shape;
  const dims = channels === 1 ? [count, height, width] : [count, height, width, channels];
  await writeFile(join(folder, `train-images-idx${dims.length}-ubyte`), [header(dims), pixels]);
  await writeFile(join(folder, 'train-labels-idx1-ubyte'), [header([count]), labels]);
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

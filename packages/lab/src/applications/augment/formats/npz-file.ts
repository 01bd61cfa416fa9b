/** One NPZ file with Keras's names of arrays: x_train, y_train. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeNpz } from '../../../data/npz.ts';
import { collecting } from './collected.ts';

export const npzFile = collecting(async (folder, { count, shape, pixels, labels }) => {
  const [height, width, channels] = shape;
  const dims = channels === 1 ? [count, height, width] : [count, height, width, channels];
  const fitsBytes = labels.every((label) => label <= 255);
  const bytes = encodeNpz({
    x_train: { data: pixels, shape: dims },
    y_train: { data: fitsBytes ? Uint8Array.from(labels) : labels, shape: [count] },
  });
  await writeFile(join(folder, 'train.npz'), bytes);
});

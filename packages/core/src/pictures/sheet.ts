/** Several batches of images as one picture. */
import type { HostTensor } from '@ganport/runtime';
import type { ImageShape } from '../models/description.ts';
import { drawable } from './bitmap-font.ts';
import { imageGrid } from './image-grid.ts';
import type { Pixels } from './pixels.ts';

/**
 * Arranges one batch in rows of `columns`. With several batches, each row has one image of every batch.
 *
 * @param names a name for each image, as imageGrid draws them
 * @param batches images [count, …shape], float32 in [-1, 1], with the same count in each batch
 */
export function imageSheet(
  batches: readonly HostTensor[],
  shape: ImageShape,
  columns = batches.length,
  names?: readonly string[],
): Pixels {
  const length = shape[0] * shape[1] * shape[2];
  const count = batches[0]?.dims[0] ?? 0;
  const data = new Float32Array(count * batches.length * length);
  for (let i = 0; i < count; i++) {
    for (const [column, { data: images }] of batches.entries()) {
      const image = (images as Float32Array).subarray(i * length, (i + 1) * length);
      data.set(image, (i * batches.length + column) * length);
    }
  }
  return imageGrid(data, shape, columns, { names });
}

/**
 * The names of labels as a sheet can show them: a class whose name has no letter that can be drawn has its
 * number, as do classes without names.
 */
export function namesOnSheet(labels: ArrayLike<number>, classes: readonly string[] = []): string[] {
  return Array.from(labels, (label) => drawable(classes[label] ?? '') ?? String(label));
}

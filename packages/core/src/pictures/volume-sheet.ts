/** Volumes as one picture: the three projections of each. */
import type { HostTensor } from '@ganport/runtime';
import { imageGrid } from './image-grid.ts';
import type { Pixels } from './pixels.ts';
import { drawProjections, projectionsSize } from './projections.ts';

/** Pixels between volumes: more than between the projections of one. */
const PADDING = 12;

/**
 * Arranges one batch in rows of `columns`. With several batches, each row has one volume of every batch.
 *
 * @param batches float32 [count, rows, columns, layers, 1], with the same count in each batch
 * @param names a name for each volume, as imageGrid draws them
 */
export function volumeSheet(
  batches: readonly HostTensor[],
  shape: readonly number[],
  columns = batches.length,
  names?: readonly string[],
): Pixels {
  const [height, width] = projectionsSize(shape);
  const size = height * width * 3;
  const length = shape.reduce((product, side) => product * side, 1);
  const count = batches[0]?.dims[0] ?? 0;
  const cells = new Float32Array(count * batches.length * size);
  for (const [column, { data }] of batches.entries()) {
    for (let i = 0; i < count; i++) {
      const volume = (data as Float32Array).subarray(i * length, (i + 1) * length);
      cells.set(drawProjections(volume, shape), (i * batches.length + column) * size);
    }
  }
  return imageGrid(cells, [height, width, 3], columns, { padding: PADDING, names });
}

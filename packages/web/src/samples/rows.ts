/** Rows of a table, as they come out of a generator: the cells of each, and a line as its picture. */
import { decodeRows, layoutOf, textSheet } from '@ganport/core/internal';
import type { HostTensor } from '@ganport/runtime';
import { unsuitable } from '../models/ends.ts';
import type { NoiseSpec } from '../models/noise-spec.ts';
import type { Picture } from '../pictures/picture.ts';

/**
 * The cells of a batch of encoded rows, [batch, values].
 *
 * @throws WebError 'unsuitable-model' for any other shape
 */
export function toRows(
  { data, dims }: HostTensor,
  { samples: { table = [] }, output }: NoiseSpec,
): string[][] {
  const { width } = layoutOf(table);
  if (data instanceof Float32Array && dims.length === 2 && dims[1] === width) {
    return decodeRows(data, table);
  }
  throw unsuitable(
    `rows are float32[batch, ${width}], as the table of this model says; its output ${output} is [${dims.join(', ')}]`,
  );
}

/** The picture of a row: its cells side by side. */
export function rowPicture(cells: readonly string[]): Picture {
  const { width, height, data } = textSheet([cells.join('  ')]);
  const rgba = new Uint8ClampedArray(4 * width * height).fill(255);
  for (const [i, level] of data.entries()) rgba.fill(level, 4 * i, 4 * i + 3);
  return { width, height, rgba };
}

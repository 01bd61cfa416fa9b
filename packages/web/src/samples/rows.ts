/** Rows of a table, as they come out of a generator: the cells of each. */
import { decodeRows, layoutOf } from '@ganport/core/internal';
import type { HostTensor } from '@ganport/runtime';
import { unsuitable } from '../models/ends.ts';
import type { NoiseSpec } from '../models/noise-spec.ts';

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

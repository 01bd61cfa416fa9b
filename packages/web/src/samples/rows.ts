/** Rows of a table, as they come out of a generator: the cells of each. */
import { csvLine, decodeRows, layoutOf, type Table, tableProblem } from '@ganport/core/internal';
import type { HostTensor } from '@ganport/runtime';
import { unsuitable } from '../models/ends.ts';
import type { NoiseSpec } from '../models/noise-spec.ts';
import type { SampleKind } from '../models/sample-kind.ts';

/** Kind of samples: rows of tables. */
export const rows: SampleKind = {
  facts: (metadata) => ({ table: tableOf(metadata['ganport.rows.table']) }),
  read: (output, spec) => toRows(output, spec).map((row) => ({ line: csvLine(row), row })),
};

/** @throws WebError 'unsuitable-model' for what no table can be */
function tableOf(text = ''): Table {
  let table: unknown;
  try {
    table = JSON.parse(text);
  } catch {
    // Reported below, like a table that is none.
  }
  const problem = tableProblem(table);
  if (problem === undefined) return table as Table;
  throw unsuitable(`the table of this model, ganport.rows.table, ${problem}: export it again`);
}

/**
 * The cells of a batch of encoded rows, [batch, values].
 *
 * @throws WebError 'unsuitable-model' for any other shape
 */
function toRows(
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

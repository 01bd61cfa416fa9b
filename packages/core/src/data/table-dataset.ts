/** The rows of a table as a data set in memory. */
import { keyed } from '../random/random-source.ts';
import { encodeColumns, writeRows } from '../tables/encode.ts';
import { createRowSampler } from '../tables/sampling.ts';
import { classesOfTable, layoutOf, type Table } from '../tables/table.ts';
import { checkRead, type Dataset } from './dataset.ts';

/** What a data set of rows is made of. */
export interface TableRows {
  /** Names it in messages. */
  readonly name: string;
  readonly table: Table;
  /** The values of each column, as describeTable returns them. */
  readonly values: readonly Float64Array[];
  readonly size: number;
  readonly notes?: readonly string[];
}

/**
 * A data set of encoded rows. Training draws them by their categories.
 *
 * @example
 * const { table, values } = describeTable(columns);
 * const dataset = tableDataset({ name: 'mine', table, values, size: 1000 });
 */
export function tableDataset({ name, table, values, size, notes }: TableRows): Dataset {
  const encoded = encodeColumns(table, values);
  const { width, modes } = layoutOf(table);
  const sampler = createRowSampler(table, size, encoded.choices.slice(modes.length));
  const classes = classesOfTable(table);
  const dataset = { name, kind: 'rows', shape: [width], size } as const;
  return {
    ...dataset,
    table,
    ...(notes && { notes }),
    ...(classes.length > 0 && { classes }),
    async read(indices, out) {
      checkRead(dataset, indices, out);
      writeRows(table, encoded, indices, out);
    },
    draw: (count, { seed, step }) => sampler.draw(keyed(seed, 'data', step), count),
  };
}

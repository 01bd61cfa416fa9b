/**
 * Rows of a table, encoded as vectors: places within modes in [-1, 1], and choices as probabilities. The
 * table says which number is what.
 */
import { limits, sizeProblem } from '../limits.ts';
import { histogramSheet } from '../pictures/histogram-sheet.ts';
import { textSheet } from '../pictures/text-sheet.ts';
import { keyed } from '../random/random-source.ts';
import { csvLines } from '../tables/decode.ts';
import { histogramsOf } from '../tables/histograms.ts';
import { alignedLines } from '../tables/aligned.ts';
import { drawClasses } from '../tables/sampling.ts';
import type { HostTensor } from '@ganport/runtime';
import type { DataKind, SampleSettings, SampleShape } from './kind.ts';

/** Rows that a picture shows. */
const SHOWN = 25;

const linesOf = ({ data }: HostTensor, _shape: SampleShape, { table = [] }: SampleSettings) =>
  csvLines(data as Float32Array, table);

export const rows = {
  name: 'rows',
  noun: ['row', 'rows'],
  tensor: 'rows',
  setting: 'sample',
  describe: ([width = 0], { table } = {}) =>
    table ? `${table.length} columns` : `${width} encoded values`,
  problem(shape) {
    const [width = NaN] = shape;
    if (shape.length !== 1) return `must be a number of values (got ${shape.join(' × ')})`;
    const problem = sizeProblem(width, limits.rowValues);
    return problem === undefined ? undefined : `values: ${problem}`;
  },
  picture: (batches, _shape, _columns, _names, { table = [] } = {}) =>
    textSheet(batches.flatMap(({ data }) => alignedLines(data as Float32Array, table, SHOWN))),
  comparison: {
    count: 1000,
    picture: (real, generated, { table = [] }) =>
      histogramSheet(histogramsOf(table, [real, generated])),
  },
  drawClasses: ({ table = [] }, seed, count) => drawClasses(table, keyed(seed, 'classes'), count),
  metadata: ({ table = [] }) => ({
    'ganport.kind': 'rows',
    'ganport.rows.table': JSON.stringify(table),
  }),
  lines: linesOf,
  file: {
    extension: 'csv',
    encode: (batch, shape, settings) => {
      const lines = linesOf(batch, shape, settings).map((line) => `${line}\n`);
      return new TextEncoder().encode(lines.join(''));
    },
  },
} as const satisfies DataKind;

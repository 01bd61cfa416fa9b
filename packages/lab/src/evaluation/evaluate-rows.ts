/**
 * An evaluation of rows: the distributions of columns, how they depend on each other, what models learn
 * from the rows, and how near they are to real ones. Beside each value is the floor, the value of held-out
 * real rows in place of the samples.
 */
import type { Dataset } from '@ganport/core';
import { type Column, decodeColumns, type Table } from '@ganport/core/internal';
import {
  asFeatures,
  associationDifference,
  type ColumnValues,
  momentsOf,
  nearestDistance,
  tableFeatures,
  totalVariation,
  transferQuality,
  wasserstein,
} from '@ganport/core/metrics';
import { batchesOf } from '../data/subset.ts';
import { LabError } from '../errors.ts';
import type { EvaluationHooks } from './evaluate.ts';
import type { MetricValues } from './metric.ts';
import type { RealData } from './real-data.ts';
import type { Samples } from './samples.ts';

export interface RowsEvaluationRequest {
  /** Rows of a table. */
  readonly samples: Samples;
  /** Rows of the same columns. */
  readonly real: RealData;
  /** The most rows of each set; the smallest set decides. */
  readonly count: number;
  readonly seed: number;
}

export interface RowsEvaluation {
  readonly kind: 'rows';
  /** The values of the samples by name: numbers, categories, associations, accuracy, r2, nearest, copied. */
  readonly values: MetricValues;
  /** The values of held-out real rows, by the same names. */
  readonly floor: MetricValues;
  /** The distance of each column's distribution to the real one: Wasserstein, or total variation. */
  readonly columns: Readonly<Record<string, { readonly value: number; readonly floor: number }>>;
  /** The number of rows of each set. */
  readonly n: number;
  readonly seed: number;
  /** The names of the three sets. */
  readonly samples: string;
  readonly reference: string;
  readonly heldOut: string;
}

/** The values of each column of a set of rows. */
type Columns = readonly Float64Array[];

/** The most rows that models learn from, and that distances are measured of. */
const JUDGED = 5000;
/** Samples that are read at a time. */
const BATCH = 1024;

/**
 * Evaluates rows of a table.
 *
 * @throws LabError 'data-mismatch' for samples that are no rows, or of other columns
 * @example
 * const samples = await openSamples('runs/table', { seed: 1 });
 * const real = await openRealData('people.csv', { seed: 1 });
 * const { values, floor } = await evaluateRows({ samples, real, count: 10_000, seed: 1 });
 */
export async function evaluateRows(
  request: RowsEvaluationRequest,
  { onProgress = () => {} }: EvaluationHooks = {},
): Promise<RowsEvaluation> {
  const { samples, real, seed } = request;
  const { reference, heldOut } = real;
  const table = checkTables(samples, reference);
  const n = Math.min(request.count, samples.available, reference.size, heldOut.size);
  onProgress('reading the real rows', 0, 1);
  const [known, unseen] = [await columnsOf(reference, n), await columnsOf(heldOut, n)];
  onProgress('samples', 0, n);
  const drawn = await drawnColumns(samples, table, n, (done) => onProgress('samples', done, n));
  const judge = judgeOf(table, { known, unseen });
  onProgress('metrics', 0, 2);
  const ours = await judge(drawn, drawn);
  onProgress('metrics', 1, 2);
  const floor = await judge(unseen, known);
  onProgress('metrics', 2, 2);
  return {
    kind: 'rows',
    values: ours.values,
    floor: floor.values,
    columns: Object.fromEntries(
      table.flatMap(({ kind, name }, i) => {
        const distances = { value: ours.distances[i] ?? NaN, floor: floor.distances[i] ?? NaN };
        return kind === 'constant' ? [] : [[name, distances]];
      }),
    ),
    n,
    seed,
    samples: samples.name,
    reference: reference.name,
    heldOut: heldOut.name,
  };
}

/** The table of both. @throws LabError 'data-mismatch' unless both have the same columns */
function checkTables(samples: Samples, reference: Dataset): Table {
  if (!samples.table || !reference.table) {
    const other = samples.table ? reference.name : samples.name;
    throw new LabError('data-mismatch', `${other}: has no rows; give samples and data of tables`);
  }
  const names = (table: Table) => table.map(({ name, kind }) => `${name} (${kind})`).join(', ');
  const [ours, theirs] = [names(samples.table), names(reference.table)];
  if (ours === theirs) return reference.table;
  const message = `${samples.name}: has the columns ${ours}, and the real rows have ${theirs}; give data of the same columns`;
  throw new LabError('data-mismatch', message);
}

async function columnsOf(dataset: Dataset, count: number): Promise<Columns> {
  const parts: Columns[] = [];
  for await (const batch of batchesOf({ ...dataset, size: count }, BATCH)) {
    parts.push(decodeColumns(batch, dataset.table ?? []));
  }
  return joined(parts);
}

/** The samples' columns, whose categories have the numbers of the real table. */
async function drawnColumns(
  samples: Samples,
  table: Table,
  count: number,
  onRows: (done: number) => void,
): Promise<Columns> {
  const own = samples.table ?? table;
  const parts: Columns[] = [];
  let done = 0;
  for await (const batch of samples.draw(count)) {
    const columns = decodeColumns(batch, own);
    parts.push(columns);
    done += columns[0]?.length ?? 0;
    onRows(done);
  }
  return joined(parts).map((values, i) => {
    const [ours, theirs] = [own[i], table[i]];
    if (ours?.kind !== 'category' || theirs?.kind !== 'category') return values;
    const numbers = ours.categories.map((category) => theirs.categories.indexOf(category));
    const unknown = numbers.indexOf(-1);
    if (unknown < 0) return values.map((value) => numbers[value] ?? NaN);
    const message = `${samples.name}: column ${ours.name} has the category ${JSON.stringify(ours.categories[unknown])}, which the real rows lack; give data with it`;
    throw new LabError('data-mismatch', message);
  });
}

function joined(parts: readonly Columns[]): Columns {
  return (parts[0] ?? []).map((_, i) =>
    Float64Array.from(parts.flatMap((columns) => Array.from(columns[i] ?? []))),
  );
}

const first = (columns: Columns): Columns => columns.map((values) => values.subarray(0, JUDGED));

/** Wasserstein in standard deviations of the column, or total variation. */
function distanceOf(column: Column, ours: Float64Array, theirs: Float64Array): number {
  if (column.kind === 'category') return totalVariation(ours, theirs, column.categories.length);
  if (column.kind !== 'number') return 0;
  return wasserstein(ours, theirs) / momentsOf(column).stddev;
}

interface Judgment {
  readonly values: MetricValues;
  /** The distance of each column to the real one. */
  readonly distances: readonly number[];
}

/**
 * What judges rows: beside those that the generator knew, and those that it has not seen. Models learn from
 * `teachers`, and are tested on the unseen rows.
 */
function judgeOf(
  table: Table,
  { known, unseen }: { readonly known: Columns; readonly unseen: Columns },
): (columns: Columns, teachers: Columns) => Promise<Judgment> {
  const withValues = (of: Columns): ColumnValues[] =>
    table.flatMap((column, i) =>
      column.kind === 'constant'
        ? []
        : [
            {
              values: of[i] ?? new Float64Array(),
              ...(column.kind === 'category' && { categories: column.categories.length }),
            },
          ],
    );
  const features = (of: Columns) => {
    const { data, width } = tableFeatures(table, first(of), Math.min(JUDGED, of[0]?.length ?? 0));
    return asFeatures(Float32Array.from(data), width);
  };
  const rowsOf = (of: Columns) =>
    Array.from({ length: of[0]?.length ?? 0 }, (_, row) => of.map((values) => values[row]).join());
  const seen = new Set(rowsOf(known));
  const knownFeatures = features(known);
  return async (columns, teachers) => {
    const distances = table.map((column, i) =>
      distanceOf(column, columns[i] ?? new Float64Array(), known[i] ?? new Float64Array()),
    );
    const of = (kind: Column['kind']) => distances.filter((_, i) => table[i]?.kind === kind);
    const [numbers, categories] = [of('number'), of('category')];
    const ownRows = rowsOf(columns);
    const values = {
      ...(numbers.length > 0 && { numbers: meanOf(numbers) }),
      ...(categories.length > 0 && { categories: meanOf(categories) }),
      associations: associationDifference(withValues(columns), withValues(known)),
      ...transferQuality(table, first(teachers), first(unseen)),
      nearest: await nearestDistance(features(columns), knownFeatures),
      copied: ownRows.filter((row) => seen.has(row)).length / Math.max(1, ownRows.length),
    };
    return { values, distances };
  };
}

const meanOf = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

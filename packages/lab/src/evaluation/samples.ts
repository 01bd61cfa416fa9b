/** Generated samples, whose quality is measured: a generator's, or those of a data set. */
import type { Dataset, KindName, SampleShape } from '@ganport/core';
import {
  keyed,
  type SampleConditions,
  shuffle,
  type Table,
  type Vocabulary,
} from '@ganport/core/internal';
import { LabError } from '../errors.ts';
import { batchesOf, subset } from '../data/subset.ts';
import { batchSizeOf } from './sample-set.ts';

export interface Samples {
  /** Names them in messages and results. */
  readonly name: string;
  readonly kind: KindName;
  readonly shape: SampleShape;
  /** Of text: the characters by number. */
  readonly vocabulary?: Vocabulary | undefined;
  /** Of rows: the columns of their table. */
  readonly table?: Table | undefined;
  /** The number of weights of a generator. */
  readonly parameters?: number | undefined;
  /** The number of samples; Infinity for a generator. */
  readonly available: number;
  /** The class of each of the first `count` ones, where samples have classes. */
  readonly labels?: (count: number) => Int32Array;
  /** The condition of each of the first `count` ones, where samples have one. */
  readonly condition?: (count: number) => SampleConditions;
  /** The first `count` samples in batches, [batch, …shape] in [-1, 1]. */
  draw(count: number): AsyncIterable<Float32Array>;
}

/**
 * A data set as samples, in an order drawn from the seed.
 *
 * @param classes the real data's classes by number; the labels of the samples are mapped to them by
 * name
 * @throws LabError 'data-mismatch' for a class that the real data do not have
 * @example
 * const samples = samplesOf(await openDataset('fakes/'), 1, real.reference.classes);
 */
export function samplesOf(
  dataset: Dataset,
  seed: number,
  classes: readonly string[] | undefined,
): Samples {
  const order = shuffle(keyed(seed, 'generated'), dataset.size);
  const inOrder = subset(dataset, order);
  const { labels, condition } = inOrder;
  const numbers = classes && dataset.classes?.map((name) => classes.indexOf(name));
  const unknown = dataset.classes?.find((_, i) => numbers?.[i] === -1);
  if (unknown !== undefined) {
    const message = `${dataset.name}: has the class ${unknown}, the real data have ${classes?.join(', ')}; give its classes the same names (subfolders, or the array classes of a .npz file)`;
    throw new LabError('data-mismatch', message);
  }
  return {
    name: dataset.name,
    kind: dataset.kind ?? 'images',
    shape: dataset.shape,
    vocabulary: dataset.vocabulary,
    table: dataset.table,
    available: dataset.size,
    ...(labels &&
      numbers && {
        labels: (count) => labels.subarray(0, count).map((label) => numbers[label] ?? NaN),
      }),
    ...(condition && {
      condition: (count) => ({ ...condition, values: condition.values.subarray(0, count) }),
    }),
    draw: (count) => batchesOf({ ...inOrder, size: count }, batchSizeOf(dataset.shape)),
  };
}

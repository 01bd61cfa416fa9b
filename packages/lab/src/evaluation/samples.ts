/** What is to be judged: a generator's images, or a folder's. */
import type { Dataset, ImageShape } from '@ganport/core';
import { keyed, shuffle } from '@ganport/core/internal';
import { LabError } from '../errors.ts';
import { batchesOf, subset } from '../data/subset.ts';
import { batchSizeOf } from './sample-set.ts';

export interface Samples {
  /** For messages and results. */
  readonly name: string;
  readonly shape: ImageShape;
  /** How many there are; Infinity for a generator. */
  readonly available: number;
  /** The class of each of the first `count`, where samples have classes. */
  readonly labels?: (count: number) => Int32Array;
  /** The first `count` images in batches, [batch, …shape] in [-1, 1]. */
  images(count: number): AsyncIterable<Float32Array>;
}

/**
 * A data set as samples, in an order drawn from the seed.
 *
 * @param classes names of the real data's classes, by number: the samples' labels are taken to theirs
 * @throws LabError 'data-mismatch' for a class that the real data do not have
 */
export function samplesOf(
  dataset: Dataset,
  seed: number,
  classes: readonly string[] | undefined,
): Samples {
  const order = shuffle(keyed(seed, 'generated'), dataset.size);
  const inOrder = subset(dataset, order);
  const { labels } = inOrder;
  const numbers = classes && dataset.classes?.map((name) => classes.indexOf(name));
  const unknown = dataset.classes?.find((_, i) => numbers?.[i] === -1);
  if (unknown !== undefined) {
    const message = `${dataset.name}: has the class ${unknown}, the real data have ${classes?.join(', ')}; name its subfolders alike`;
    throw new LabError('data-mismatch', message);
  }
  return {
    name: dataset.name,
    shape: dataset.shape,
    available: dataset.size,
    ...(labels &&
      numbers && {
        labels: (count) => labels.subarray(0, count).map((label) => numbers[label] ?? NaN),
      }),
    images: (count) => batchesOf({ ...inOrder, size: count }, batchSizeOf(dataset.shape)),
  };
}

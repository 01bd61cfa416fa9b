/**
 * The samples of a data set that are nearest to a given one, which show whether a generator has copied it: by
 * their values, or by the features of an extractor, which are near where samples look alike.
 */
import type { Dataset } from '@ganport/core';
import { distanceOf, keyed, nearestOf, sampleLength, shuffle } from '@ganport/core/internal';
import { batchesOf, readSamples, subset } from '../data/subset.ts';
import { LabError } from '../errors.ts';
import type { Extractor } from '../features/interface.ts';
import { batchSizeOf } from './sample-set.ts';

export interface NearestRequest {
  /** How many are wanted. */
  readonly count: number;
  /** At most so many samples are looked through: all, or a share that is drawn from the whole. */
  readonly most: number;
  /** What turns samples into features; without it, values are compared. */
  readonly extractor?: Pick<Extractor, 'extract'> | undefined;
}

export interface NearestSamples {
  /** How many were looked through. */
  readonly size: number;
  /**
   * The nearest first, with its values [...shape]. The distance is the Euclidean one divided by the mean
   * distance of all samples from the given one: 0 is the same, and 1 no nearer than any other.
   */
  readonly nearest: readonly { readonly distance: number; readonly sample: Float32Array }[];
}

/**
 * @param sample of the shape of the data's samples
 * @throws LabError 'data-mismatch' for a sample of another shape; as the extractor
 * @example
 * const dataset = await openDataset('photos/');
 * const { nearest } = await nearestSamples(dataset, sample, { count: 8, most: 10_000 });
 */
export async function nearestSamples(
  dataset: Dataset,
  sample: Float32Array,
  { count, most, extractor }: NearestRequest,
): Promise<NearestSamples> {
  const { shape } = dataset;
  const length = sampleLength(shape);
  if (sample.length !== length) {
    const message = `sample: has ${sample.length} values, and those of ${dataset.name} have ${length} (${shape.join(' × ')}); take a sample of the same shape`;
    throw new LabError('data-mismatch', message);
  }
  const order = shuffle(keyed(1, 'nearest'), dataset.size);
  const part = subset(dataset, order.subarray(0, most));
  const vectorsOf = async (samples: Float32Array): Promise<Float32Array> =>
    extractor ? (await extractor.extract(samples, shape)).features.data : samples;
  const wanted = await vectorsOf(sample);
  const distances: number[] = [];
  for await (const samples of batchesOf(part, batchSizeOf(shape))) {
    const vectors = await vectorsOf(samples);
    for (let at = 0; at < vectors.length; at += wanted.length) {
      distances.push(distanceOf(wanted, vectors.subarray(at, at + wanted.length)));
    }
  }
  const nearest = nearestOf(distances, count);
  const samples = await readSamples(
    part,
    Int32Array.from(nearest, ({ index }) => index),
  );
  return {
    size: part.size,
    nearest: nearest.map(({ distance }, i) => ({
      distance,
      sample: samples.slice(i * length, (i + 1) * length),
    })),
  };
}

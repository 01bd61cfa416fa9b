/** Parts of data sets, and data sets read in batches. */
import type { Dataset } from '@ganport/core';
import { sampleLength } from '@ganport/core/internal';

/** A part of a data set, in the order of `indices`; nothing is copied but the labels and conditions. */
export function subset(dataset: Dataset, indices: Int32Array): Dataset {
  const { labels, condition, draw: _, ...rest } = dataset;
  return {
    ...rest,
    size: indices.length,
    ...(labels && { labels: indices.map((index) => labels[index] ?? NaN) }),
    ...(condition && {
      condition: {
        ...condition,
        values: Float32Array.from(indices, (index) => condition.values[index] ?? NaN),
      },
    }),
    read: (wanted, out) => {
      const own = Int32Array.from(wanted, (index) => indices[index] ?? -1);
      return dataset.read(own, out);
    },
  };
}

/** The samples of some indices, [count, …shape] in [-1, 1]. */
export async function readSamples(dataset: Dataset, indices: Int32Array): Promise<Float32Array> {
  const samples = new Float32Array(indices.length * sampleLength(dataset.shape));
  await dataset.read(indices, samples);
  return samples;
}

/** All samples in their order, `batchSize` at a time, [batch, …shape] each. */
export async function* batchesOf(
  dataset: Dataset,
  batchSize: number,
): AsyncGenerator<Float32Array, void> {
  for (let start = 0; start < dataset.size; start += batchSize) {
    const length = Math.min(batchSize, dataset.size - start);
    yield readSamples(
      dataset,
      Int32Array.from({ length }, (_, i) => start + i),
    );
  }
}

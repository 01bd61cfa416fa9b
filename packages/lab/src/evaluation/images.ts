/**
 * Parts of data sets, and reading them in batches. Evaluation looks at images as the eight-bit files
 * they would be saved as, so that a generator and the folder of its images get the same numbers.
 */
import type { Dataset } from '@ganport/core';

/** A part of a data set, in the order of `indices`; nothing is copied but the labels. */
export function subset(dataset: Dataset, indices: Int32Array): Dataset {
  const { labels, ...rest } = dataset;
  return {
    ...rest,
    size: indices.length,
    ...(labels && { labels: indices.map((index) => labels[index] ?? NaN) }),
    read: (wanted, out) => {
      const own = Int32Array.from(wanted, (index) => indices[index] ?? -1);
      return dataset.read(own, out);
    },
  };
}

/** Reads images, whether their data set does so at once or in the background. */
export async function readImages(dataset: Dataset, indices: Int32Array): Promise<Float32Array> {
  const [height, width, channels] = dataset.shape;
  const images = new Float32Array(indices.length * height * width * channels);
  const reading: unknown = dataset.read(indices, images);
  await reading;
  return images;
}

/** All images in their order, `batchSize` at a time, [batch, height, width, channels] each. */
export async function* batchesOf(
  dataset: Dataset,
  batchSize: number,
): AsyncGenerator<Float32Array, void> {
  for (let start = 0; start < dataset.size; start += batchSize) {
    const length = Math.min(batchSize, dataset.size - start);
    yield readImages(
      dataset,
      Int32Array.from({ length }, (_, i) => start + i),
    );
  }
}

/** Values in [-1, 1] as bytes; what is outside is cut off. */
export function toBytes(values: Float32Array): Uint8Array {
  const bytes = new Uint8ClampedArray(values.length); // It rounds and cuts off by itself.
  for (let i = 0; i < values.length; i++) bytes[i] = ((values[i] as number) + 1) * 127.5;
  return new Uint8Array(bytes.buffer);
}

/** Bytes as values in [-1, 1]. */
export function fromBytes(bytes: Uint8Array): Float32Array {
  const values = new Float32Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) values[i] = (bytes[i] as number) / 127.5 - 1;
  return values;
}

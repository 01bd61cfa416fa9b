/**
 * A set of images as metrics see it: features, and class probabilities where the extractor
 * classifies.
 */
import type { Dataset, ImageShape } from '@ganport/core';
import { firstFeatures } from '@ganport/core/metrics';
import { joinExtracted, type Extracted, type Extractor } from '../features/extractor.ts';
import { batchesOf } from '../data/subset.ts';
import { fromBytes, toBytes } from '../imaging/eight-bit.ts';

/** The features of a set of images, in its order. */
export type SampleSet = Extracted;

/** The most images of a batch, and the most values: 64 MB. */
const BATCH = 256;
const BATCH_VALUES = 2 ** 24;

/** The number of images of a batch. */
export function batchSizeOf([height, width, channels]: ImageShape): number {
  return Math.max(1, Math.min(BATCH, Math.floor(BATCH_VALUES / (height * width * channels))));
}

/** The first `count` images of a data set, batch by batch, as eight-bit values. */
export async function* bytesOf(dataset: Dataset, count: number): AsyncGenerator<Uint8Array, void> {
  const first = { ...dataset, size: count };
  for await (const images of batchesOf(first, batchSizeOf(dataset.shape))) yield toBytes(images);
}

/**
 * Extracts the features of batches of images.
 *
 * @param batches eight-bit values, [batch, …shape] each
 * @param onImages receives the number of images so far, after each batch
 */
export async function extractAll(
  extractor: Extractor,
  batches: AsyncIterable<Uint8Array>,
  shape: ImageShape,
  onImages: (done: number) => void,
): Promise<SampleSet> {
  const parts: SampleSet[] = [];
  let done = 0;
  for await (const bytes of batches) {
    const extracted = await extractor.extract(fromBytes(bytes), shape);
    parts.push(extracted);
    done += extracted.features.count;
    onImages(done);
  }
  return joinExtracted(parts);
}

export function firstSamples({ features, probabilities }: SampleSet, count: number): SampleSet {
  return {
    features: firstFeatures(features, count),
    ...(probabilities && { probabilities: firstFeatures(probabilities, count) }),
  };
}

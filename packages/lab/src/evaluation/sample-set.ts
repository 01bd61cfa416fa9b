/**
 * A set of samples as metrics see it: features, and class probabilities where the extractor
 * classifies.
 */
import type { Dataset, SampleShape } from '@ganport/core';
import { sampleLength } from '@ganport/core/internal';
import { firstFeatures } from '@ganport/core/metrics';
import { joinExtracted } from '../features/extractor.ts';
import type { Extracted, Extractor } from '../features/interface.ts';
import { batchesOf } from '../data/subset.ts';
import { kindsInLab } from '../kinds/index.ts';
import type { Stored } from '../kinds/kind-in-lab.ts';

/** The features of a set of samples, in its order. */
export type SampleSet = Extracted;

/** The most samples of a batch, and the most values: 64 MB. */
const BATCH = 256;
const BATCH_VALUES = 2 ** 24;

/** The number of samples of a batch. */
export function batchSizeOf(shape: SampleShape): number {
  return Math.max(1, Math.min(BATCH, Math.floor(BATCH_VALUES / sampleLength(shape))));
}

/** The first `count` samples of a data set, batch by batch, as files hold them. */
export async function* storedOf(dataset: Dataset, count: number): AsyncGenerator<Stored, void> {
  const first = { ...dataset, size: count };
  const { toStored } = kindsInLab[dataset.kind ?? 'images'];
  for await (const samples of batchesOf(first, batchSizeOf(dataset.shape))) yield toStored(samples);
}

/**
 * Extracts the features of batches of samples.
 *
 * @param batches samples as files hold them, [batch, …shape] each
 * @param onSamples receives the number of samples so far, after each batch
 */
export async function extractAll(
  extractor: Extractor,
  batches: AsyncIterable<Stored>,
  { kind = 'images', shape }: Pick<Dataset, 'kind' | 'shape'>,
  onSamples: (done: number) => void,
): Promise<SampleSet> {
  const parts: SampleSet[] = [];
  let done = 0;
  const { fromStored } = kindsInLab[kind];
  for await (const stored of batches) {
    const extracted = await extractor.extract(fromStored(stored), shape);
    parts.push(extracted);
    done += extracted.features.count;
    onSamples(done);
  }
  return joinExtracted(parts);
}

export function firstSamples({ features, probabilities }: SampleSet, count: number): SampleSet {
  return {
    features: firstFeatures(features, count),
    ...(probabilities && { probabilities: firstFeatures(probabilities, count) }),
  };
}

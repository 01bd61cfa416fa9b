/** The samples of a data set of text as lines again. */
import type { Dataset } from '@ganport/core';
import { textsOf } from '@ganport/core/internal';
import { batchesOf } from '../data/subset.ts';

/** Samples that are read at a time. */
const BATCH = 1000;

/** The first `count` lines, all unless given. */
export async function linesOfDataset(dataset: Dataset, count = dataset.size): Promise<string[]> {
  const { shape, vocabulary = [] } = dataset;
  const lines: string[] = [];
  const first = { ...dataset, size: Math.min(count, dataset.size) };
  for await (const samples of batchesOf(first, BATCH)) {
    for (const line of textsOf(samples, shape, vocabulary)) lines.push(line);
  }
  return lines;
}

/** The statistics of real images, computed or from the cache. */
import { createHash } from 'node:crypto';
import type { Dataset } from '@ganport/core';
import { dataKinds, sampleLength } from '@ganport/core/internal';
import type { Extractor } from '../features/interface.ts';
import type { RealData } from './real-data.ts';
import { extractAll, storedOf } from './sample-set.ts';
import { cachedStatisticsPath, readCached, type Statistics } from './statistics.ts';

export interface CachedStatistics {
  readonly statistics: Statistics;
  /** Their file in the cache. */
  readonly path: string;
}

/**
 * The statistics of the first `n` images of both parts. Their key in the cache is a hash of the
 * images, the extractor, n and the seed.
 */
export async function statisticsOf(
  { reference, heldOut }: RealData,
  extractor: Extractor,
  { n, seed }: { readonly n: number; readonly seed: number },
  onProgress: (label: string, done: number, total: number) => void,
): Promise<CachedStatistics> {
  const {
    noun: [, noun],
  } = dataKinds[reference.kind ?? 'images'];
  const hash = createHash('sha256');
  hash.update(JSON.stringify([extractor.sha256, n, seed, reference.shape, heldOut.shape]));
  let read = 0;
  for (const part of [reference, heldOut]) {
    if (part.condition) hash.update(part.condition.values.subarray(0, n));
    for await (const stored of storedOf(part, n)) {
      hash.update(stored);
      read += stored.length / sampleLength(part.shape);
      onProgress(`reading real ${noun}`, read, 2 * n);
    }
  }
  const path = cachedStatisticsPath(hash.digest('hex'));
  const cached = await readCached(path);
  if (cached) return { statistics: cached, path };
  const extract = (part: Dataset, before: number) =>
    extractAll(extractor, storedOf(part, n), part, (done) =>
      onProgress(`features of real ${noun}`, before + done, 2 * n),
    );
  const statistics: Statistics = {
    about: {
      reference: reference.name,
      heldOut: heldOut.name,
      extractor: { name: extractor.name, sha256: extractor.sha256 },
      ...(reference.kind && { kind: reference.kind }),
      shape: [...reference.shape],
      ...(reference.classes && { classes: [...reference.classes] }),
      seed,
      floor: {},
    },
    reference: await extract(reference, 0),
    heldOut: await extract(heldOut, n),
  };
  return { statistics, path };
}

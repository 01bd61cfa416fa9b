/** The statistics of real images, computed or from the cache. */
import { createHash } from 'node:crypto';
import type { Dataset } from '@ganport/core';
import type { Extractor } from '../features/extractor.ts';
import type { RealData } from './real-data.ts';
import { bytesOf, extractAll } from './sample-set.ts';
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
  const hash = createHash('sha256');
  hash.update(JSON.stringify([extractor.sha256, n, seed, reference.shape, heldOut.shape]));
  let read = 0;
  for (const part of [reference, heldOut]) {
    for await (const bytes of bytesOf(part, n)) {
      hash.update(bytes);
      read += bytes.length / (part.shape[0] * part.shape[1] * part.shape[2]);
      onProgress('reading real images', read, 2 * n);
    }
  }
  const path = cachedStatisticsPath(hash.digest('hex'));
  const cached = await readCached(path);
  if (cached) return { statistics: cached, path };
  const extract = (part: Dataset, before: number) =>
    extractAll(extractor, bytesOf(part, n), part.shape, (done) =>
      onProgress('features of real images', before + done, 2 * n),
    );
  const statistics: Statistics = {
    about: {
      reference: reference.name,
      heldOut: heldOut.name,
      extractor: { name: extractor.name, sha256: extractor.sha256 },
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

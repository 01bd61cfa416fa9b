/**
 * One evaluation: samples and real images through an extractor, the metrics of the samples, and the
 * floor beside each, which is what real images get that nobody has seen before. All sets have the
 * same number of images, since most metrics depend on it.
 */
import { byteDataset, type Dataset } from '@ganport/core';
import { LabError } from '../errors.ts';
import { writeFileAtomic } from '../files/atomic-file.ts';
import { checkCounts, chooseMetrics } from './choose-metrics.ts';
import type { Extractor } from '../features/extractor.ts';
import { toBytes } from '../imaging/eight-bit.ts';
import {
  metrics,
  type Judged,
  type MetricContext,
  type MetricName,
  type MetricValues,
} from './metrics.ts';
import type { RealData } from './real-data.ts';
import { statisticsOf } from './real-statistics.ts';
import { extractAll } from './sample-set.ts';
import type { Samples } from './samples.ts';
import { encodeStatistics, firstStatistics, writeCached, type Statistics } from './statistics.ts';

export interface EvaluationRequest {
  readonly samples: Samples;
  /** Real images, or what is known of them. */
  readonly real: RealData | Statistics;
  readonly extractor: Extractor;
  /** All that the extractor allows when left out, but for cas, which trains classifiers. */
  readonly metrics?: readonly MetricName[];
  /** Images of each set, at most; fewer when one of them has fewer. */
  readonly count: number;
  readonly seed: number;
  readonly threads?: number;
  /** A file to write what is known of the real images to. */
  readonly statsOut?: string;
}

export interface EvaluationHooks {
  readonly onProgress?: (label: string, done: number, total: number) => void;
  /** Something that a person should know and that changes no number. */
  readonly onWarning?: (line: string) => void;
}

export interface Evaluation {
  /** Of the samples, by the values' names: fid, is, kid, precision, … */
  readonly values: MetricValues;
  /** Of held-out real images, by the same names. */
  readonly floor: MetricValues;
  /** Images of each set. */
  readonly n: number;
  readonly seed: number;
  readonly extractor: { readonly name: string; readonly sha256: string };
  /** What was compared, for people. */
  readonly samples: string;
  readonly reference: string;
  readonly heldOut: string;
}

/**
 * @throws LabError 'bad-argument' for a metric that lacks what it needs or has too few samples,
 * 'data-mismatch' for statistics of another extractor, 'cannot-write' for `statsOut`
 */
export async function evaluate(
  request: EvaluationRequest,
  { onProgress = () => {}, onWarning = () => {} }: EvaluationHooks = {},
): Promise<Evaluation> {
  const { samples, real, extractor, seed, threads, statsOut } = request;
  const data = 'about' in real ? undefined : real;
  const labelled = data?.reference.labels && data.heldOut.labels ? 'labelled' : 'unlabelled';
  const names = chooseMetrics(request.metrics, {
    extractor,
    samples,
    real: data ? labelled : 'statistics only',
  });
  const n = commonCount(request);
  const known =
    'about' in real
      ? { statistics: ofExtractor(firstStatistics(real, n, seed), extractor), path: undefined }
      : await statisticsOf(real, extractor, { n, seed }, onProgress);
  const { about, reference, heldOut } = known.statistics;
  const { width } = reference.features;
  checkCounts(names, n, { width, classes: reference.probabilities?.width ?? 1 });

  const judgedReference: Judged = {
    ...reference,
    ...(data && { images: first(data.reference, n) }),
  };
  const judgedHeldOut: Judged = { ...heldOut, ...(data && { images: first(data.heldOut, n) }) };
  const judgedSamples = await judge(request, n, names.includes('cas'), onProgress);
  const context: MetricContext = { seed, onProgress, ...(threads !== undefined && { threads }) };

  const floor: Record<string, MetricValues> = { ...about.floor };
  const values: MetricValues[] = [];
  let done = 0;
  for (const name of names) {
    const metric = metrics[name];
    onProgress('metrics', done, 2 * names.length);
    floor[name] ??= await metric.floor(judgedReference, judgedHeldOut, context);
    onProgress('metrics', done + 1, 2 * names.length);
    values.push(await metric.value(judgedSamples, judgedReference, judgedHeldOut, context));
    done += 2;
  }
  onProgress('metrics', done, 2 * names.length);

  const statistics: Statistics = { ...known.statistics, about: { ...about, floor } };
  if (known.path !== undefined && Object.keys(floor).length > Object.keys(about.floor).length) {
    const problem = await writeCached(known.path, statistics);
    if (problem !== undefined) onWarning(`statistics are not kept for the next time: ${problem}`);
  }
  if (statsOut !== undefined) await writeFileAtomic(statsOut, encodeStatistics(statistics));
  return {
    values: Object.assign({}, ...values) as MetricValues,
    floor: Object.assign({}, ...names.map((name) => floor[name])) as MetricValues,
    n,
    seed,
    extractor: { name: extractor.name, sha256: extractor.sha256 },
    samples: samples.name,
    reference: about.reference,
    heldOut: about.heldOut,
  };
}

function commonCount({ count, samples, real }: EvaluationRequest): number {
  const [reference, heldOut] =
    'about' in real
      ? [real.reference.features.count, real.heldOut.features.count]
      : [real.reference.size, real.heldOut.size];
  return Math.min(count, samples.available, reference, heldOut);
}

function ofExtractor(statistics: Statistics, { name, sha256 }: Extractor): Statistics {
  const theirs = statistics.about.extractor;
  if (theirs.sha256 === sha256) return statistics;
  const hashes = [theirs, { name, sha256 }].map((one) => `${one.name} ${one.sha256.slice(0, 12)}`);
  const message = `the statistics were made with the extractor ${hashes[0]}, not with ${hashes[1]}; give that one as --features`;
  throw new LabError('data-mismatch', message);
}

const first = (dataset: Dataset, size: number): Dataset => ({ ...dataset, size });

/** Draws or reads the samples and extracts from them. @param keep the images as well */
async function judge(
  { samples, extractor, real }: EvaluationRequest,
  n: number,
  keep: boolean,
  onProgress: NonNullable<EvaluationHooks['onProgress']>,
): Promise<Judged> {
  const { name, shape } = samples;
  const kept = new Uint8Array(keep ? n * shape[0] * shape[1] * shape[2] : 0);
  let at = 0;
  async function* bytes() {
    for await (const images of samples.images(n)) {
      const batch = toBytes(images);
      if (keep) kept.set(batch, at);
      at += batch.length;
      yield batch;
    }
  }
  const set = await extractAll(extractor, bytes(), shape, (done) =>
    onProgress('samples and their features', done, n),
  );
  if (!keep) return set;
  const classes = 'about' in real ? undefined : real.reference.classes;
  const images = byteDataset({
    name,
    shape,
    size: n,
    pixels: kept,
    ...(samples.labels && { labels: samples.labels(n) }),
    ...(classes && { classes }),
  });
  return { ...set, images };
}

/**
 * An evaluation: the metrics of samples against real images, by the features of an extractor.
 * Beside each value is its floor, the value of held-out real images in place of the samples. All
 * sets have the same number of images, since most metrics depend on it.
 */
import type { Dataset, KindName } from '@ganport/core';
import { dataKinds, sampleLength } from '@ganport/core/internal';
import { storedDataset } from './stored-dataset.ts';
import { LabError } from '../errors.ts';
import { writeFileAtomic } from '../files/atomic-file.ts';
import { chooseMetrics, tooFewFor } from './choose-metrics.ts';
import type { Extractor } from '../features/interface.ts';
import { kindsInLab } from '../kinds/index.ts';
import type { Stored } from '../kinds/kind-in-lab.ts';
import {
  metrics,
  type Judged,
  type Metric,
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
  /** Real images, or their statistics. */
  readonly real: RealData | Statistics;
  readonly extractor: Extractor;
  /**
   * Unless given, every metric whose data are available and enough, except cas, which trains
   * classifiers.
   */
  readonly metrics?: readonly MetricName[];
  /** The most images of each set; the smallest set decides. */
  readonly count: number;
  readonly seed: number;
  readonly threads?: number;
  /** A .safetensors file to write the statistics of the real images to. */
  readonly statsOut?: string;
}

export interface EvaluationHooks {
  readonly onProgress?: (label: string, done: number, total: number) => void;
  /** Receives warnings that do not affect the values. */
  readonly onWarning?: (line: string) => void;
}

export interface Evaluation {
  /** The values of the samples by name: fid, is, kid, precision, … */
  readonly values: MetricValues;
  /** What the samples are, where they are no images. */
  readonly kind?: KindName;
  /** The values of held-out real images, by the same names. */
  readonly floor: MetricValues;
  /** The number of images of each set. */
  readonly n: number;
  readonly seed: number;
  readonly extractor: { readonly name: string; readonly sha256: string };
  /** The names of the three sets. */
  readonly samples: string;
  readonly reference: string;
  readonly heldOut: string;
}

/**
 * Evaluates samples against real images. Statistics of real images are cached by their content.
 *
 * @throws LabError 'bad-argument' for a metric whose data are missing or too few, 'data-mismatch'
 * for statistics of another extractor, 'cannot-write' for `statsOut`
 * @example
 * const samples = await openSamples('runs/digits', { seed: 1 });
 * const real = await openRealData('mnist', { seed: 1 });
 * const extractor = await openExtractor('classifier.onnx');
 * const { values } = await evaluate({ samples, real, extractor, count: 10_000, seed: 1 });
 */
export async function evaluate(
  request: EvaluationRequest,
  { onProgress = () => {}, onWarning = () => {} }: EvaluationHooks = {},
): Promise<Evaluation> {
  const { samples, real, extractor, seed, threads, statsOut } = request;
  const data = 'about' in real ? undefined : real;
  const labeled = data?.reference.labels && data.heldOut.labels ? 'labeled' : 'unlabeled';
  const chosen = chooseMetrics(request.metrics, {
    extractor,
    samples,
    real: data ? labeled : 'statistics only',
  });
  const n = commonCount(request);
  const {
    noun: [, noun],
  } = dataKinds[samples.kind];
  const known =
    'about' in real
      ? { statistics: ofExtractor(firstStatistics(real, n, seed), extractor), path: undefined }
      : await statisticsOf(real, extractor, { n, seed }, onProgress);
  const { about, reference, heldOut } = known.statistics;
  const { width } = reference.features;
  const sizes = { width, classes: reference.probabilities?.width ?? 1 };
  const leftOut = tooFewFor(chosen, n, sizes);
  const names = chosen.filter((name) => !leftOut.some((one) => one.name === name));
  const [first] = leftOut;
  if (first && (request.metrics || names.length === 0)) {
    const message = `${first.name}: ${first.reason}; give more, or leave it out with --metrics`;
    throw new LabError('bad-argument', message);
  }
  for (const { name, reason } of leftOut) onWarning(`left out: ${name} ${reason}`);

  const judgedReference: Judged = {
    ...reference,
    ...(data && { samples: firstOf(data.reference, n) }),
  };
  const judgedHeldOut: Judged = { ...heldOut, ...(data && { samples: firstOf(data.heldOut, n) }) };
  const areKept = names.some((name) => ofSamples.has((metrics[name] as Metric).needs));
  const judgedSamples = await judge(request, n, areKept, onProgress);
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
    if (problem !== undefined)
      onWarning(`the statistics of the real ${noun} are not cached: ${problem}`);
  }
  if (statsOut !== undefined) await writeFileAtomic(statsOut, encodeStatistics(statistics));
  return {
    values: Object.assign({}, ...values) as MetricValues,
    ...(samples.kind !== 'images' && { kind: samples.kind }),
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
  const message = `the statistics are of the extractor ${hashes[0]}, not of ${hashes[1]}; give the former as --features`;
  throw new LabError('data-mismatch', message);
}

/** What metrics need that read the samples themselves. */
const ofSamples: ReadonlySet<Metric['needs']> = new Set(['labels', 'jets', 'volumes', 'detector']);

const firstOf = (dataset: Dataset, size: number): Dataset => ({ ...dataset, size });

/**
 * Draws or reads the samples and extracts their features.
 *
 * @param keep returns the samples as well
 */
async function judge(
  { samples, extractor, real }: EvaluationRequest,
  n: number,
  keep: boolean,
  onProgress: NonNullable<EvaluationHooks['onProgress']>,
): Promise<Judged> {
  const { name, kind, shape } = samples;
  const { toStored } = kindsInLab[kind];
  const kept = toStored(new Float32Array(keep ? n * sampleLength(shape) : 0));
  let at = 0;
  async function* stored(): AsyncGenerator<Stored, void> {
    for await (const drawn of samples.draw(n)) {
      const batch = toStored(drawn);
      if (keep) kept.set(batch, at);
      at += batch.length;
      yield batch;
    }
  }
  const set = await extractAll(extractor, stored(), samples, (done) =>
    onProgress('samples and their features', done, n),
  );
  if (!keep) return set;
  const classes = 'about' in real ? undefined : real.reference.classes;
  const description = {
    name,
    kind,
    shape,
    size: n,
    ...(samples.labels && { labels: samples.labels(n) }),
    ...(classes && { classes }),
    ...(samples.condition && { condition: samples.condition(n) }),
  };
  return { ...set, samples: storedDataset(description, kept) };
}

/**
 * The loop of a run: a batch, a step on the engine, a row of metrics, and now and then a line, a grid
 * of samples and a checkpoint. What a run starts from and ends with is train's business.
 */
import { batchIndices } from '../data/batch-order.ts';
import { imageLength, type Dataset } from '../data/dataset.ts';
import { prefetch, type Prefetched } from '../data/prefetch.ts';
import { curvesSvg } from '../imaging/curves.ts';
import { imageGrid } from '../imaging/image-grid.ts';
import { writePng } from '../imaging/encode-image.ts';
import { RANDOMNESS } from '../random/random-source.ts';
import { writeFileAtomic } from '../run-folder/atomic-file.ts';
import { writeCheckpoint, type CheckpointHeader } from '../run-folder/checkpoint.ts';
import { appendMetrics, readMetrics, type MetricsRow } from '../run-folder/metrics.ts';
import { hashConfig } from '../run-folder/resumable.ts';
import { samplePath, type RunFolder } from '../run-folder/run-folder.ts';
import { variantOf } from '../variants/index.ts';
import { versions } from '../versions.ts';
import { identityOf, type TrainConfig } from './config.ts';
import type { Engine } from './engine.ts';
import { sampleNoise } from './noise.ts';
import { accuracyOf, reportLine } from './report.ts';
import { checkFinite, notFinite } from './state.ts';
import type { StepMetric } from './step.ts';

/** Noise vectors of the grid that is drawn while training, and its columns. */
const samples = 25;
const columns = 5;

export interface LoopHooks {
  /** After each step; `step` counts from 1. */
  readonly onStep?: (step: number, row: MetricsRow) => void;
  /** Every `reportEvery` steps, the line for people. */
  readonly onReport?: (line: string) => void;
  /** Stops after the step under way, with a checkpoint. */
  readonly signal?: AbortSignal;
}

export interface Training {
  readonly config: TrainConfig;
  readonly dataset: Dataset;
  readonly run: RunFolder;
  readonly engine: Engine;
  readonly hooks: LoopHooks;
}

/**
 * Runs the steps from `first` (counted from 0) on.
 *
 * @returns steps done in the end
 * @throws CoreError 'not-finite' when a number of the training is none any more; the checkpoint that
 * is there is then from before. 'cannot-write' as the run folder's writers
 */
export async function runSteps(training: Training, first: number): Promise<number> {
  const { config, engine, hooks, run } = training;
  const { steps, checkpointEvery, sampleEvery, reportEvery, metricsEvery } = config;
  const batches = prefetch((step) => readBatch(training, step), { first, end: steps });
  let ahead: Promise<Record<StepMetric, number>> | undefined;
  let since = performance.now();
  for (let step = first; step < steps; step++) {
    const metrics = ahead ?? startStep(training, batches, step);
    const done = step + 1;
    const last = done === steps;
    const sampled = last || done % sampleEvery === 0;
    const saved = last || done % checkpointEvery === 0;
    // While this step computes, the next one is prepared, unless the state is wanted in between.
    const wanted = sampled || saved || hooks.signal?.aborted;
    ahead = wanted ? undefined : startStep(training, batches, done);
    // Its failure is this loop's to report, in its turn.
    ahead?.catch(() => undefined);
    const row = rowOf(done, await metrics, since);
    since = performance.now();
    if (done % metricsEvery === 0 || last) await appendMetrics(run.metrics, row);
    hooks.onStep?.(done, row);
    if (done % reportEvery === 0 || last) hooks.onReport?.(reportLine(done, row));
    const stopped = !last && hooks.signal?.aborted && ahead === undefined;
    if (sampled) await drawSamples(training, done);
    if (saved || stopped) {
      const tensors = await engine.readState();
      checkFinite(tensors, done);
      await writeCheckpoint(run.checkpoint, { header: headerOf(training, done), tensors });
      await drawCurves(run);
    }
    if (stopped) return done;
    // The time that files took is no step's.
    if (sampled || saved) since = performance.now();
  }
  return steps;
}

/** What a checkpoint after `step` steps says of its run. */
export function headerOf(
  { config, dataset }: Pick<Training, 'config' | 'dataset'>,
  step: number,
): CheckpointHeader {
  const { seed, batchSize, data } = config;
  return {
    step,
    seed,
    configHash: hashConfig(identityOf(config)),
    randomness: RANDOMNESS,
    dataOrder: { dataset: data, size: dataset.size, batchSize },
    versions,
  };
}

async function readBatch({ config, dataset }: Training, step: number): Promise<Float32Array> {
  const { batchSize, seed } = config;
  const real = new Float32Array(batchSize * imageLength(dataset.shape));
  await dataset.read(batchIndices(dataset.size, batchSize, seed, step), real, { seed, step });
  return real;
}

async function startStep({ engine }: Training, batches: Prefetched<Float32Array>, step: number) {
  return engine.step(await batches.next(), step);
}

/** @throws CoreError 'not-finite' when a loss is NaN or infinite */
function rowOf(step: number, metrics: Record<StepMetric, number>, since: number): MetricsRow {
  const bad = Object.entries(metrics).find(([, value]) => !Number.isFinite(value));
  if (bad) throw notFinite(step, ...bad);
  const secondsPerStep = (performance.now() - since) / 1000;
  return { step, ...metrics, dAccuracy: accuracyOf(metrics), secondsPerStep };
}

/** The same noise each time, so that the grids of a run can be compared. */
async function drawSamples({ engine, config, run, dataset }: Training, step: number) {
  const { latent } = variantOf(config.variant);
  const images = await engine.generate(sampleNoise(config.seed, samples, latent));
  const grid = imageGrid(images.data as Float32Array, dataset.shape, columns);
  await writePng(samplePath(run, step), grid);
}

async function drawCurves(run: RunFolder): Promise<void> {
  const rows = await readMetrics(run.metrics);
  if (rows.length > 0) await writeFileAtomic(run.curves, curvesSvg(rows));
}

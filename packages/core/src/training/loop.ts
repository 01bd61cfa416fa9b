/**
 * The loop of a run: a batch, a step on the engine, a row of metrics, and now and then a line, a grid
 * of samples and a checkpoint. What a run starts from and ends with is train's business.
 */
import type { TensorMap } from '@ganport/runtime';
import { prefetch, type Prefetched } from '../data/prefetch.ts';
import { curvesSvg } from '../imaging/curves.ts';
import { writePng } from '../imaging/encode-image.ts';
import { RANDOMNESS } from '../random/random-source.ts';
import { writeFileAtomic } from '../run-folder/atomic-file.ts';
import { writeCheckpoint, type CheckpointHeader } from '../run-folder/checkpoint.ts';
import { appendMetrics, readMetrics, type MetricsRow } from '../run-folder/metrics.ts';
import { hashConfig } from '../run-folder/resumable.ts';
import { samplePath, type RunFolder } from '../run-folder/run-folder.ts';
import type { Watching } from '../stability/watching.ts';
import { versions } from '../versions.ts';
import type { Batches } from './batches.ts';
import { identityOf, type TrainConfig } from './config.ts';
import type { Engine, StepNumbers } from './engine.ts';
import { accuracyOf, reportLine } from './report.ts';
import { drawSamples } from './samples.ts';
import { checkFinite, notFinite } from './state.ts';

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
  readonly batches: Batches;
  readonly run: RunFolder;
  readonly engine: Engine;
  readonly hooks: LoopHooks;
  /** What is measured beside the steps, and warned of. */
  readonly watching: Watching;
}

/**
 * Runs the steps from `first` (counted from 0) on.
 *
 * @returns steps done in the end
 * @throws CoreError 'not-finite' when a number of the training is none any more; the checkpoint that
 * is there is then from before. 'cannot-write' as the run folder's writers
 */
export async function runSteps(training: Training, first: number): Promise<number> {
  const { config, engine, hooks, run, watching } = training;
  const { steps, checkpointEvery, sampleEvery, reportEvery, metricsEvery } = config;
  const batches = prefetch((step) => training.batches.read(step), { first, end: steps });
  let ahead: Promise<StepNumbers> | undefined;
  let since = performance.now();
  for (let step = first; step < steps; step++) {
    const metrics = ahead ?? startStep(engine, batches, step);
    const done = step + 1;
    const last = done === steps;
    const sampled = last || done % sampleEvery === 0;
    const saved = last || done % checkpointEvery === 0;
    const measured = watching.isDue(done);
    // While this step computes, the next one is prepared, unless the state is wanted in between.
    const wanted = measured || sampled || saved || hooks.signal?.aborted;
    ahead = wanted ? undefined : startStep(engine, batches, done);
    // Its failure is this loop's to report, in its turn.
    ahead?.catch(() => undefined);
    const timed = rowOf(done, await metrics, since);
    const row = { ...timed, secondsWaited: batches.waited, ...(await watching.measure(done)) };
    since = performance.now();
    if (measured || last || done % metricsEvery === 0) {
      await appendMetrics(run.metrics, row);
      await watching.see(row);
    }
    hooks.onStep?.(done, row);
    if (done % reportEvery === 0 || last) hooks.onReport?.(reportLine(done, row));
    const stopped = !last && hooks.signal?.aborted && ahead === undefined;
    if (sampled) await writePng(samplePath(run, done), await drawSamples(training));
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
  { config, batches }: Pick<Training, 'config' | 'batches'>,
  step: number,
): CheckpointHeader {
  const { seed, batchSize } = config;
  const { dataset, size } = batches;
  return {
    step,
    seed,
    configHash: hashConfig(identityOf(config)),
    randomness: RANDOMNESS,
    dataOrder: { dataset, size, batchSize },
    versions,
  };
}

async function startStep(engine: Engine, batches: Prefetched<TensorMap>, step: number) {
  return engine.step(await batches.next(), step);
}

/** @throws CoreError 'not-finite' when a loss is NaN or infinite */
function rowOf(step: number, metrics: StepNumbers, since: number): MetricsRow {
  const bad = Object.entries(metrics).find(([, value]) => !Number.isFinite(value));
  if (bad) throw notFinite(step, ...bad);
  const secondsPerStep = (performance.now() - since) / 1000;
  return { step, ...metrics, dAccuracy: accuracyOf(metrics), secondsPerStep };
}

async function drawCurves(run: RunFolder): Promise<void> {
  const rows = await readMetrics(run.metrics);
  if (rows.length > 0) await writeFileAtomic(run.curves, curvesSvg(rows));
}

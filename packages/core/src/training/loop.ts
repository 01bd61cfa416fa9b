/**
 * The training loop: a batch, a step on the engine, a row of metrics, and at intervals a report, a
 * picture of samples and a checkpoint. `train-gan.ts` prepares what it uses.
 */
import type { TensorMap } from '@ganport/runtime';
import type { CheckpointHeader } from '../checkpoint/checkpoint.ts';
import type { MetricsRow } from '../checkpoint/metrics-row.ts';
import { hashConfig } from '../checkpoint/resumable.ts';
import { prefetch, type Prefetched } from '../data/prefetch.ts';
import type { Engine, StepNumbers } from '../engines/engine.ts';
import { checkFinite, notFinite } from '../engines/state.ts';
import { phaseNumber } from '../gan/phases.ts';
import { identityOf, taskOf, type Plan } from '../gan/plan.ts';
import { RANDOMNESS } from '../random/random-source.ts';
import { createDetection, warningOf } from '../stability/warnings.ts';
import type { Batches } from '../tasks/batches.ts';
import type { DrawnSheet, OpenModeReader, RunView } from '../tasks/task.ts';
import { versions } from '../versions.ts';
import type { Instruments } from './instruments.ts';
import { accuracyOf, reportLine } from './report.ts';
import type { RunStore } from './run-store.ts';

/** Functions that the loop calls, and a signal that stops it. */
export interface LoopHooks {
  /** Called after each step; `step` counts from 1. */
  readonly onStep?: ((step: number, row: MetricsRow) => void) | undefined;
  /** Called every `reportEvery` steps with a line of text. */
  readonly onReport?: ((line: string) => void) | undefined;
  /** Called with the samples of every `sampleEvery` steps, once they are written. */
  readonly onSamples?: ((step: number, samples: DrawnSheet) => void) | undefined;
  /** Called with each warning as a line of text. A warning does not stop the run. */
  readonly onWarning?: ((line: string) => void) | undefined;
  /** Stops the run after the current step, with a checkpoint. */
  readonly signal?: AbortSignal | undefined;
}

export interface Training {
  readonly plan: Plan;
  readonly batches: Batches;
  readonly store: RunStore;
  readonly engine: Engine;
  readonly instruments: Instruments;
  /** Opens a reader of the data's modes, where they are known. */
  readonly modes?: OpenModeReader | undefined;
}

/**
 * Runs the steps from number `first` (from 0) to the last one of the plan.
 *
 * @returns the number of steps that are done at the end
 * @throws CoreError 'not-finite' when a loss or a weight is NaN or infinite; the last checkpoint is
 * from before it
 */
export async function runSteps(
  training: Training,
  first: number,
  hooks: LoopHooks = {},
): Promise<number> {
  const { plan, engine, store, instruments } = training;
  const { steps, checkpointEvery, sampleEvery, reportEvery, metricsEvery } = plan.config;
  const detect = createDetection({ hasLabels: plan.loss.loss.takesLabel });
  for (const row of await store.readRows()) detect(row);
  const batches = prefetch((step) => training.batches.read(step), { first, end: steps });
  let ahead: Promise<StepNumbers> | undefined;
  let since = performance.now();
  for (let step = first; step < steps; step++) {
    const metrics = ahead ?? startStep(engine, batches, step);
    const done = step + 1;
    const last = done === steps;
    const sampled = last || done % sampleEvery === 0;
    const saved = last || done % checkpointEvery === 0;
    const measured = instruments.isDue(done);
    // The next step starts while this one computes, unless the state is read between them.
    const reads = measured || sampled || saved || hooks.signal?.aborted;
    ahead = reads ? undefined : startStep(engine, batches, done);
    // A failure is reported when the loop awaits this step.
    ahead?.catch(() => undefined);
    const timed = rowOf(plan, done, await metrics, since);
    const row = { ...timed, secondsWaited: batches.waited, ...(await instruments.measure(done)) };
    since = performance.now();
    if (measured || last || done % metricsEvery === 0) {
      await store.appendRow(row);
      for (const detection of detect(row)) {
        const warning = warningOf(detection, plan);
        await store.appendWarning(warning);
        hooks.onWarning?.(`step ${warning.step}: ${warning.message}`);
      }
    }
    hooks.onStep?.(done, row);
    if (done % reportEvery === 0 || last) hooks.onReport?.(reportLine(done, row));
    const stopped = !last && hooks.signal?.aborted && ahead === undefined;
    if (sampled) {
      const samples = await drawSamples(training);
      await store.writeSamples(done, samples.picture, samples.file);
      hooks.onSamples?.(done, samples);
    }
    if (saved || stopped) {
      const tensors = await engine.readState();
      checkFinite(tensors, done);
      await store.writeCheckpoint({ header: await headerOf(training, done), tensors });
    }
    if (stopped) return done;
    // The time of writing does not count as time of a step.
    if (sampled || saved) since = performance.now();
  }
  return steps;
}

/** The header of a checkpoint after `step` steps. */
export async function headerOf(
  { plan: { config }, batches }: Pick<Training, 'plan' | 'batches'>,
  step: number,
): Promise<CheckpointHeader> {
  const { seed, batchSize } = config;
  const { dataset, size } = batches;
  return {
    step,
    seed,
    configHash: await hashConfig(identityOf(config)),
    randomness: RANDOMNESS,
    dataOrder: { dataset, size, batchSize },
    versions,
  };
}

/** The part of a training that pictures and monitors use. */
export function viewOf({
  plan,
  batches,
  engine,
  modes,
}: Omit<Training, 'instruments' | 'store'>): RunView {
  return {
    config: plan.config,
    variant: plan.variant,
    batches,
    infer: (network, inputs) => engine.infer(network, inputs),
    modes,
  };
}

/** Draws samples of the generators with their current weights; no step may be running. */
function drawSamples(training: Omit<Training, 'instruments' | 'store'>) {
  return taskOf(training.plan).drawSamples(viewOf(training));
}

async function startStep(engine: Engine, batches: Prefetched<TensorMap>, step: number) {
  return engine.step(await batches.next(), step);
}

/** @throws CoreError 'not-finite' when a loss is NaN or infinite */
function rowOf(plan: Plan, step: number, metrics: StepNumbers, since: number): MetricsRow {
  const bad = Object.entries(metrics).find(([, value]) => !Number.isFinite(value));
  if (bad) throw notFinite(step, ...bad);
  const secondsPerStep = (performance.now() - since) / 1000;
  const phase = phaseNumber(plan, step - 1);
  const dAccuracy = accuracyOf(metrics);
  return {
    step,
    ...(phase !== undefined && { phase }),
    ...metrics,
    ...(dAccuracy !== undefined && { dAccuracy }),
    secondsPerStep,
  };
}

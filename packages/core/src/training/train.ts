/**
 * The one training loop: batches in, steps on an engine, and a run folder that is whole at any
 * moment. It prints nothing; what is to be shown goes to the caller's hooks.
 */
import { writeFileAtomic } from '../run-folder/atomic-file.ts';
import { curvesSvg } from '../imaging/curves.ts';
import { imageGrid } from '../imaging/image-grid.ts';
import { writePng } from '../imaging/png.ts';
import { batchIndices } from '../data/batch-order.ts';
import type { Dataset } from '../data/dataset.ts';
import { openDataset } from '../data/open-dataset.ts';
import { CoreError } from '../errors.ts';
import { createGan } from '../models/gan.ts';
import { RANDOMNESS } from '../random/random-source.ts';
import { writeCheckpoint, type CheckpointHeader } from '../run-folder/checkpoint.ts';
import { appendMetrics, readMetrics, type MetricsRow } from '../run-folder/metrics.ts';
import { checkResumable, hashConfig } from '../run-folder/resumable.ts';
import {
  createRunFolder,
  openRunFolder,
  rewindRunFolder,
  samplePath,
  type RunFolder,
} from '../run-folder/run-folder.ts';
import { variantOf } from '../variants/index.ts';
import { versions } from '../versions.ts';
import { identityOf, parseConfig, type TrainConfig, type TrainSettings } from './config.ts';
import type { Engine } from './engine.ts';
import { createOnnxEngine } from './engine-onnx.ts';
import { createTfjsEngine } from './engine-tfjs.ts';
import { saveGenerator } from './generator.ts';
import { sampleNoise } from './noise.ts';
import { accuracyOf, reportLine } from './report.ts';
import type { StepMetric } from './step.ts';

const engines = { onnx: createOnnxEngine, tfjs: createTfjsEngine };

/** Noise vectors of the grid that is drawn while training, and its columns. */
const samples = 25;
const columns = 5;

export interface TrainHooks {
  /** Before the first step. */
  onStart?(start: { dataset: Dataset; parameters: number; firstStep: number }): void;
  /** After each step; `step` counts from 1. */
  onStep?(step: number, row: MetricsRow): void;
  /** Every `reportEvery` steps, the line for people. */
  onReport?(line: string): void;
  /** Something that a person should know and that does not stop the run. */
  onWarning?(line: string): void;
  /** Stops after the step under way, with a checkpoint. */
  readonly signal?: AbortSignal;
}

export interface TrainResult {
  readonly run: RunFolder;
  /** Steps done, those before a resumption included. */
  readonly steps: number;
  /** False when the signal stopped it early. */
  readonly finished: boolean;
  readonly engine: string;
}

/**
 * Trains into a run folder.
 *
 * @param out the folder; must not hold a run unless `resume`
 * @param resume go on from the folder's last checkpoint, to the same numbers as without a break
 * @throws CoreError 'bad-argument', 'run-exists', 'bad-config', 'data-mismatch', 'cannot-write';
 * 'not-finite' when a loss is no number any more: the last checkpoint is from before
 */
export async function train(
  settings: TrainSettings,
  { out, resume = false }: { readonly out: string; readonly resume?: boolean },
  hooks: TrainHooks = {},
): Promise<TrainResult> {
  const config = parseConfig(settings);
  const dataset = await openDataset(config.data);
  // Said now rather than after the networks are built.
  batchIndices(dataset.size, config.batchSize, config.seed, 0);
  const gan = createGan(variantOf(config.variant), dataset.shape, config.width, config.seed);
  const run = resume
    ? (await openRunFolder(out)).run
    : await createRunFolder(out, { ...config, image: dataset.shape });
  const engine = await engines[config.engine]({
    gan,
    batchSize: config.batchSize,
    seed: config.seed,
    ...(config.providers && { providers: config.providers }),
    ...(config.threads !== undefined && { threads: config.threads }),
  });
  try {
    const session: Training = { config, dataset, run, engine, hooks };
    const firstStep = resume ? await restore(session) : 0;
    const weights = [gan.generator, gan.discriminator].flatMap((n) => [...n.trainable.values()]);
    const parameters = weights.reduce((sum, { size }) => sum + size, 0);
    hooks.onStart?.({ dataset, parameters, firstStep });
    const steps = await runSteps(session, firstStep);
    await drawCurves(run);
    await saveGenerator(run);
    return { run, steps, finished: steps === config.steps, engine: engine.description };
  } finally {
    await engine.dispose();
  }
}

interface Training {
  readonly config: TrainConfig;
  readonly dataset: Dataset;
  readonly run: RunFolder;
  readonly engine: Engine;
  readonly hooks: TrainHooks;
}

/** Takes the run back to its last checkpoint. @returns steps done */
async function restore(session: Training): Promise<number> {
  const { run, engine, config, hooks } = session;
  const checkpoint = await rewindRunFolder(run);
  if (!checkpoint) return 0;
  for (const { message } of checkpoint.damaged) hooks.onWarning?.(message);
  const { header, tensors } = checkpoint;
  checkResumable(header, headerOf(session, header.step));
  if (header.step > config.steps) {
    const message = `steps: the run has done ${header.step} already; ask for more than ${config.steps}`;
    throw new CoreError('bad-argument', message);
  }
  await engine.writeState(tensors);
  return header.step;
}

function headerOf({ config, dataset }: Training, step: number): CheckpointHeader {
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

/** Runs the steps from `first` on. @returns steps done in the end */
async function runSteps(session: Training, first: number): Promise<number> {
  const { config, engine, hooks } = session;
  const { steps, checkpointEvery, sampleEvery, reportEvery, metricsEvery } = config;
  let ahead: Promise<Record<StepMetric, number>> | undefined;
  let since = performance.now();
  for (let step = first; step < steps; step++) {
    const metrics = ahead ?? startStep(session, step);
    const done = step + 1;
    const last = done === steps;
    const sampled = last || done % sampleEvery === 0;
    const saved = last || done % checkpointEvery === 0;
    // While this step computes the next one is prepared, unless the state is wanted in between.
    const wanted = last || sampled || saved || hooks.signal?.aborted;
    ahead = wanted ? undefined : startStep(session, done);
    // Its failure is this loop's to report, in its turn.
    ahead?.catch(() => undefined);
    const row = rowOf(done, await metrics, since);
    since = performance.now();
    if (done % metricsEvery === 0 || last) await appendMetrics(session.run.metrics, row);
    hooks.onStep?.(done, row);
    if (done % reportEvery === 0 || last) hooks.onReport?.(reportLine(done, row));
    const stopped = !last && hooks.signal?.aborted && ahead === undefined;
    if (sampled) await drawSamples(session, done);
    if (saved || stopped) {
      await writeCheckpoint(session.run.checkpoint, {
        header: headerOf(session, done),
        tensors: await engine.readState(),
      });
      await drawCurves(session.run);
    }
    if (stopped) return done;
    // The time that files took is no step's.
    if (sampled || saved) since = performance.now();
  }
  return steps;
}

function startStep({ config, dataset, engine }: Training, step: number) {
  const { batchSize, seed } = config;
  const [height, width, channels] = dataset.shape;
  const real = new Float32Array(batchSize * height * width * channels);
  dataset.read(batchIndices(dataset.size, batchSize, seed, step), real);
  return engine.step(real, step);
}

/** @throws CoreError 'not-finite' when a loss is NaN or infinite */
function rowOf(step: number, metrics: Record<StepMetric, number>, since: number): MetricsRow {
  const bad = Object.entries(metrics).find(([, value]) => !Number.isFinite(value));
  if (bad) {
    throw new CoreError(
      'not-finite',
      `step ${step}: ${bad[0]} is ${bad[1]}; training stopped, the last checkpoint is from before. ` +
        'Resume with another seed, or start again with a smaller width or learning rate',
    );
  }
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

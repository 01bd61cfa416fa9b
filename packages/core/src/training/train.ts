/**
 * Trains a GAN: settings in, a run folder out that is whole at any moment. It prints nothing; what is
 * to be shown goes to the caller's hooks.
 */
import { CoreError } from '../errors.ts';
import { createGan } from '../models/gan.ts';
import { readCheckpoint } from '../run-folder/checkpoint.ts';
import { readMetrics } from '../run-folder/metrics.ts';
import { checkResumable } from '../run-folder/resumable.ts';
import {
  checkNewRunFolder,
  createRunFolder,
  openRunFolder,
  rewindRunFolder,
  type NewRunFolder,
  type RunFolder,
} from '../run-folder/run-folder.ts';
import { checkScorable } from '../stability/score.ts';
import { rewindWarnings } from '../stability/warnings-file.ts';
import { watch, type Watching } from '../stability/watching.ts';
import { openBatches, type Batches } from './batches.ts';
import { parseConfig, resumeConfig, type TrainConfig, type TrainSettings } from './config.ts';
import { createOnnxEngine } from './engine-onnx.ts';
import { createTfjsEngine } from './engine-tfjs.ts';
import { saveGenerators } from './generator.ts';
import { headerOf, runSteps, type LoopHooks, type Training } from './loop.ts';

const engines = { onnx: createOnnxEngine, tfjs: createTfjsEngine };

export interface TrainHooks extends LoopHooks {
  /** Before the first step. */
  readonly onStart?: (start: { batches: Batches; parameters: number; firstStep: number }) => void;
  /** Something that a person should know and that does not stop the run. */
  readonly onWarning?: (line: string) => void;
}

export interface TrainResult {
  readonly run: RunFolder;
  /** The ONNX files of the generators. */
  readonly generators: readonly string[];
  /** Steps done, those before a resumption included. */
  readonly steps: number;
  /** False when the signal stopped it early. */
  readonly finished: boolean;
  readonly engine: string;
}

/**
 * Trains into a run folder.
 *
 * @param out the folder: a new or an empty one, or with `resume` that of a run
 * @param resume go on from the folder's last checkpoint, to the same numbers as without a break
 * @throws CoreError 'bad-argument', 'run-exists', 'not-empty', 'bad-config', 'data-mismatch', 'cannot-write';
 * 'not-finite' when a loss is no number any more: the last checkpoint is from before
 */
export async function train(
  settings: TrainSettings,
  { out, resume = false }: { readonly out: string; readonly resume?: boolean },
  hooks: TrainHooks = {},
): Promise<TrainResult> {
  if (!resume) await checkNewRunFolder(out); // Before the data are read, which may take minutes.
  const opened = resume ? await openRunFolder(out) : undefined;
  const asked = opened ? resumeConfig(opened.config, settings) : parseConfig(settings);
  const batches = await openBatches(asked);
  const config: TrainConfig = {
    ...asked,
    image: [...batches.shape],
    classNames: [...batches.classes],
  };
  if (config.evaluateEvery !== undefined) checkScorable({ config, batches });
  const gan = createGan(config);
  const created = opened ? undefined : await createRunFolder(out, config);
  const { run } = opened ?? (created as NewRunFolder);
  const engine = await engines[config.engine](gan);
  let began = false;
  let watching: Watching | undefined;
  try {
    const place = { config, batches, run, engine };
    const firstStep = resume ? await restore(place, hooks) : 0;
    watching = watch({ ...place, onWarning: hooks.onWarning }, await readMetrics(run.metrics));
    const training: Training = {
      ...place,
      watching,
      hooks: {
        ...hooks,
        onStep: (step, row) => {
          began = true;
          hooks.onStep?.(step, row);
        },
      },
    };
    const weights = Object.values(gan.networks).flatMap((n) => [...n.trainable.values()]);
    const parameters = weights.reduce((sum, { size }) => sum + size, 0);
    hooks.onStart?.({ batches, parameters, firstStep });
    const steps = await runSteps(training, firstStep);
    const generators = await saveGenerators(run, config);
    return { run, generators, steps, finished: steps === config.steps, engine: engine.description };
  } catch (thrown) {
    // A provider that cannot start is only met at the first step: nothing was trained, nothing stays.
    if (!began) await created?.discard();
    throw thrown;
  } finally {
    await watching?.dispose();
    await engine.dispose();
  }
}

/** Takes the run back to its last checkpoint. @returns steps done */
async function restore(
  training: Omit<Training, 'hooks' | 'watching'>,
  { onWarning }: TrainHooks,
): Promise<number> {
  const { run, engine, config } = training;
  const checkpoint = await readCheckpoint(run.checkpoint);
  if (checkpoint) {
    const { header, tensors, damaged } = checkpoint;
    for (const { message } of damaged) onWarning?.(message);
    checkResumable(header, headerOf(training, header.step));
    if (header.step > config.steps) {
      const message = `steps: the run has done ${header.step} already; ask for more than ${config.steps}`;
      throw new CoreError('bad-argument', message);
    }
    await engine.writeState(tensors);
  }
  // Only now, when nothing stands against going on, does the folder change.
  await rewindRunFolder(run);
  const step = checkpoint?.header.step ?? 0;
  await rewindWarnings(run.warnings, step);
  return step;
}

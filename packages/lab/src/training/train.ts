/** Trains into a run folder, which is whole at any moment: @ganport/core's training with files. */
import { availableParallelism } from 'node:os';
import {
  createPlan,
  type GanTrainingHooks,
  type GanVariant,
  planForData,
  resumePlan,
  trainGan,
  type TrainSettings,
} from '@ganport/core';
import { createWorkersEngine, versionChange } from '@ganport/core/internal';
import type { NodeSessionOptions } from '@ganport/runtime/node';
import {
  damageWarnings,
  readCheckpoint,
  type ReadCheckpoint,
} from '../run-folder/checkpoint-files.ts';
import { withEvents } from '../tensorboard/event-store.ts';
import { folderStore } from './folder-store.ts';
import { lockFolder } from '../files/lock.ts';
import {
  createRunFolder,
  lockNewRunFolder,
  openRunFolder,
  rewindRunFolder,
  type RunFolder,
} from '../run-folder/run-folder.ts';
import { rewindWarnings } from '../run-folder/warnings-file.ts';
import { openModeReader } from './mode-readers.ts';
import { openBatches } from './open-batches.ts';
import { checkScorable, openScore } from './score.ts';
import { saveGenerators } from '../models/run-networks.ts';
import { storedVariant } from '../models/variant-file.ts';
import { launchWorker } from '../workers/launch-worker.ts';

export interface TrainResult {
  readonly run: RunFolder;
  /** The ONNX files of the generators. */
  readonly generators: readonly string[];
  /** Steps done, those before a resumption included. */
  readonly steps: number;
  /** False when the signal stopped the run early. */
  readonly finished: boolean;
  /** What ran the steps, for people: `onnxruntime cpu`. */
  readonly engine: string;
}

export interface TrainPlace {
  /** A new or an empty folder, or with `resume` that of a run. */
  readonly out: string;
  /** Goes on from the folder's last checkpoint, to the same numbers as without a break. */
  readonly resume?: boolean;
  /** The variant that `settings.variant` names, where it is none of ganport's: see loadVariant. */
  readonly variant?: GanVariant | undefined;
  /** How and where the session of the setting `features` computes; in this process unless given. */
  readonly extractorSession?: NodeSessionOptions | undefined;
}

/**
 * Trains into a run folder.
 *
 * @throws CoreError and LabError 'bad-argument', 'run-exists', 'not-empty', 'in-use' when another
 * process trains in the folder, 'bad-config', 'data-mismatch', 'cannot-write'; 'not-finite' when a
 * loss is NaN or infinite: the last checkpoint is then from before
 * @example
 * await train({ variant: 'dcgan', steps: 3000 }, { out: 'runs/first' }, { onReport: console.log });
 */
export async function train(
  settings: TrainSettings,
  place: TrainPlace,
  hooks: GanTrainingHooks = {},
): Promise<TrainResult> {
  const { out, resume = false } = place;
  // Nothing may be written into a folder that is no run.
  const opened = resume ? await openRunFolder(out) : undefined;
  // Before the data are read, which may take minutes.
  const lock = opened ? await lockFolder(out) : await lockNewRunFolder(out);
  try {
    return await trainLocked(settings, place, hooks, opened);
  } finally {
    await lock.release();
  }
}

async function trainLocked(
  settings: TrainSettings,
  { out, variant, extractorSession }: TrainPlace,
  hooks: GanTrainingHooks,
  opened: OpenedRun | undefined,
): Promise<TrainResult> {
  const asked = opened
    ? resumePlan(opened.config, settings, storedVariant(opened.config, variant))
    : createPlan(settings, storedVariant(settings, variant));
  const batches = await openBatches(asked);
  const plan = planForData(asked, batches);
  const { config } = plan;
  if (config.evaluateEvery !== undefined) checkScorable(plan, batches);
  const { run, checkpoint, discard }: Place = opened
    ? await reopen(opened.run, hooks)
    : await createRunFolder(out, config);
  let began = false;
  try {
    const result = await trainGan(
      {
        plan,
        batches,
        store: config.tensorboard
          ? withEvents(folderStore(run), {
              folder: run.tensorboard,
              firstStep: (checkpoint?.header.step ?? 0) + 1,
              config,
            })
          : folderStore(run),
        checkpoint,
        workers: (gan) =>
          createWorkersEngine(gan, {
            launch: launchWorker,
            threads: availableParallelism(),
            onReplace: (rank, reason) =>
              hooks.onWarning?.(
                `${reason}; worker ${rank} is replaced, and the step is computed again`,
              ),
          }),
        modes: (most) =>
          openModeReader(config.data, batches, {
            most,
            features: config.features,
            session: extractorSession,
          }),
        instruments: (view) => [
          {
            every: config.evaluateEvery ?? Infinity,
            open: () => openScore(view, config, extractorSession),
          },
        ],
      },
      {
        ...hooks,
        async onStart(start) {
          // Only now, when nothing stands against going on, does the folder change.
          if (opened) await rewind(run, start.firstStep);
          await hooks.onStart?.(start);
        },
        onStep(step, row) {
          began = true;
          hooks.onStep?.(step, row);
        },
      },
    );
    return { run, generators: await saveGenerators(run, plan), ...result };
  } catch (thrown) {
    // A provider that cannot start is met only at the first step; the folder then goes again.
    if (!began) await discard?.();
    throw thrown;
  }
}

type OpenedRun = Awaited<ReturnType<typeof openRunFolder>>;

interface Place {
  readonly run: RunFolder;
  readonly checkpoint?: ReadCheckpoint | undefined;
  readonly discard?: () => Promise<void>;
}

async function reopen(run: RunFolder, { onWarning }: GanTrainingHooks): Promise<Place> {
  const checkpoint = await readCheckpoint(run.checkpoint);
  if (checkpoint) {
    for (const line of damageWarnings(checkpoint)) onWarning?.(line);
    const change = versionChange(checkpoint.header);
    if (change !== undefined) onWarning?.(change);
  }
  return { run, checkpoint };
}

async function rewind(run: RunFolder, step: number): Promise<void> {
  await rewindRunFolder(run);
  await rewindWarnings(run.warnings, step);
}

/**
 * Trains a GAN anywhere: a plan, batches and a store in, a trained run in the store. It prints nothing
 * and knows no files; @ganport/lab's `train` adds a run folder to it.
 */
import { checkResumable } from '../checkpoint/resumable.ts';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { createOnnxEngine } from '../engines/engine-onnx.ts';
import { createTfjsEngine } from '../engines/engine-tfjs.ts';
import { CoreError } from '../errors.ts';
import { createGan } from '../gan/gan.ts';
import { createPlan, taskOf, type Plan } from '../gan/plan.ts';
import type { Batches } from '../tasks/batches.ts';
import type { OpenModeReader, Scene } from '../tasks/task.ts';
import { openInstruments, type Instrument } from './instruments.ts';
import { headerOf, runSteps, sceneOf, type LoopHooks } from './loop.ts';
import type { RunStore } from './run-store.ts';

const engines = { onnx: createOnnxEngine, tfjs: createTfjsEngine };

export interface GanTraining {
  readonly plan: Plan;
  readonly batches: Batches;
  readonly store: RunStore;
  /** Goes on from here, to the same numbers as without a break. */
  readonly checkpoint?: Checkpoint | undefined;
  /** Assigns samples to the modes of the data, for the warnings of mode collapse. */
  readonly modes?: OpenModeReader | undefined;
  /** What is measured beside the diversity of samples. */
  readonly instruments?: ((scene: Scene) => readonly Instrument[]) | undefined;
}

export interface GanTrainingHooks extends LoopHooks {
  /** Called before the first step, when nothing stands against it any more. */
  readonly onStart?:
    | ((start: { batches: Batches; parameters: number; firstStep: number }) => void | Promise<void>)
    | undefined;
}

export interface GanTrainingResult {
  /** Steps done, those before a resumption included. */
  readonly steps: number;
  /** False when the signal stopped the run early. */
  readonly finished: boolean;
  /** What ran the steps, for people: `onnxruntime cpu`. */
  readonly engine: string;
}

/** A plan for the data that it is to learn from: with the shape of its images and its classes. */
export function planForData(
  plan: Plan,
  { shape, classes }: Pick<Batches, 'shape' | 'classes'>,
): Plan {
  const config = { ...plan.config, image: [...shape], classNames: [...classes] };
  return createPlan(config, plan.variant);
}

/**
 * Trains a GAN, in Node or in a page.
 *
 * @param training what to train on what, and where results go
 * @throws CoreError 'bad-config' and 'bad-argument' for a checkpoint of another run; 'data-mismatch'
 * for images that the variant cannot make; 'not-finite' when a loss is NaN or infinite; whatever the
 * store throws
 * @example
 * const dataset = byteDataset({ name: 'mine', shape: [28, 28, 1], size, pixels });
 * const plan = createPlan({ variant: 'dcgan', steps: 1000 });
 * const batches = imageBatches(dataset, plan.config, plan.variant);
 * const store = createMemoryStore();
 * await trainGan({ plan, batches, store }, { onReport: console.log });
 */
export async function trainGan(
  { plan: planned, batches, store, checkpoint, modes, instruments: more }: GanTraining,
  { onStart, ...hooks }: GanTrainingHooks = {},
): Promise<GanTrainingResult> {
  const plan = planForData(planned, batches);
  const gan = createGan(plan);
  const engine = await engines[plan.config.engine](gan);
  const place = { plan, batches, engine, modes };
  const scene = sceneOf(place);
  const instruments = openInstruments([
    { every: plan.config.monitorEvery, open: () => taskOf(plan).openMonitor(scene) },
    ...(more?.(scene) ?? []),
  ]);
  try {
    const firstStep = checkpoint?.header.step ?? 0;
    if (checkpoint) {
      checkResumable(checkpoint.header, await headerOf(place, firstStep));
      if (firstStep > plan.config.steps) {
        const message = `steps: the run has done ${firstStep} already; ask for more than ${plan.config.steps}`;
        throw new CoreError('bad-argument', message);
      }
      await engine.writeState(checkpoint.tensors);
    }
    const weights = Object.values(gan.networks).flatMap((n) => [...n.trainable.values()]);
    const parameters = weights.reduce((sum, { size }) => sum + size, 0);
    await onStart?.({ batches, parameters, firstStep });
    const steps = await runSteps({ ...place, store, instruments }, firstStep, hooks);
    return { steps, finished: steps === plan.config.steps, engine: engine.description };
  } finally {
    await instruments.dispose();
    await engine.dispose();
  }
}

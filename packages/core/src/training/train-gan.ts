/**
 * Trains a GAN, in Node or in a page: from a plan and batches into a store. It prints nothing and knows
 * no files. `train` of @ganport/lab adds a run folder.
 */
import { checkResumable } from '../checkpoint/resumable.ts';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { createOnnxEngine } from '../engines/engine-onnx.ts';
import { createTfjsEngine } from '../engines/engine-tfjs.ts';
import type { CreateEngine } from '../engines/engine.ts';
import { CoreError } from '../errors.ts';
import { createGan } from '../gan/gan.ts';
import { createPlan, taskOf, type Plan } from '../gan/plan.ts';
import { dataKinds } from '../kinds/index.ts';
import type { Batches } from '../tasks/batches.ts';
import type { OpenModeReader, RunView } from '../tasks/task.ts';
import { openInstruments, type Instrument } from './instruments.ts';
import { measureData } from './measure-data.ts';
import { headerOf, runSteps, viewOf, type LoopHooks } from './loop.ts';
import type { RunStore } from './run-store.ts';

const engines = { onnx: createOnnxEngine, tfjs: createTfjsEngine };

/** What is trained, on what, and where results go. */
export interface GanTraining {
  readonly plan: Plan;
  readonly batches: Batches;
  readonly store: RunStore;
  /** Continues from a checkpoint of this run, with the same numbers as without an interruption. */
  readonly checkpoint?: Checkpoint | undefined;
  /** Makes the engine of a plan with several workers; `train` of @ganport/lab has one. */
  readonly workers?: CreateEngine | undefined;
  /** Opens a reader of the data's modes, for warnings of mode collapse. */
  readonly modes?: OpenModeReader | undefined;
  /** Instruments in addition to the monitor of the task. */
  readonly instruments?: ((view: RunView) => readonly Instrument[]) | undefined;
}

/** Functions that a training calls, and a signal that stops it. */
export interface GanTrainingHooks extends LoopHooks {
  /** Called before the first step, after all checks. */
  readonly onStart?:
    | ((start: { batches: Batches; parameters: number; firstStep: number }) => void | Promise<void>)
    | undefined;
}

/** The end of a training. */
export interface GanTrainingResult {
  /** The number of steps that are done, including those before a resumption. */
  readonly steps: number;
  /** False when the signal stopped the run early. */
  readonly finished: boolean;
  /** What ran the steps, for display: `onnxruntime cpu`. */
  readonly engine: string;
}

/**
 * Adds the shape of the samples, the names of the classes and other facts of its data to a plan.
 *
 * @throws CoreError 'bad-argument' as createPlan
 * @example
 * const gan = createGan(planForData(plan, batches));
 */
export function planForData(
  plan: Plan,
  { kind, shape, classes, facts }: Pick<Batches, 'kind' | 'shape' | 'classes' | 'facts'>,
): Plan {
  const { setting } = dataKinds[kind];
  const config = {
    ...plan.config,
    [setting]: [...shape],
    classNames: [...classes],
    ...facts,
  };
  return createPlan(config, plan.variant);
}

/**
 * Trains a GAN, in Node or in a page. The ONNX engine needs onnxruntime-node or onnxruntime-web.
 *
 * @throws CoreError 'bad-config' for a checkpoint of another run; 'bad-argument' when the run has done
 * more steps than the plan has, or for workers that cannot be started here; 'workers-lost'; 'data-mismatch' for samples that the variant cannot make; 'not-finite'
 * when a loss or a weight is NaN or infinite; also the errors of the store and of the runtime
 * @example
 * const dataset = byteDataset({ name: 'mine', shape: [28, 28, 1], size, pixels });
 * const plan = createPlan({ variant: 'dcgan', steps: 1000 });
 * const batches = imageBatches(dataset, plan.config, plan.variant);
 * const store = createMemoryStore();
 * await trainGan({ plan, batches, store }, { onReport: console.log });
 */
export async function trainGan(
  {
    plan: planned,
    batches: given,
    store,
    checkpoint,
    workers,
    modes,
    instruments: more,
  }: GanTraining,
  { onStart, ...hooks }: GanTrainingHooks = {},
): Promise<GanTrainingResult> {
  const batches = await measureData(given, planned);
  const plan = planForData(planned, batches);
  const gan = createGan(plan);
  const engine = await engineOf(plan, workers)(gan);
  const run = { plan, batches, engine, modes };
  const view = viewOf(run);
  const instruments = openInstruments([
    { every: plan.config.monitorEvery, open: () => taskOf(plan).openMonitor(view) },
    ...(more?.(view) ?? []),
  ]);
  try {
    const firstStep = checkpoint?.header.step ?? 0;
    if (checkpoint) {
      checkResumable(checkpoint.header, await headerOf(run, firstStep));
      if (firstStep > plan.config.steps) {
        const message = `steps: the run has done ${firstStep} steps already; set more than ${plan.config.steps}`;
        throw new CoreError('bad-argument', message);
      }
      await engine.writeState(checkpoint.tensors);
    }
    const weights = Object.values(gan.networks).flatMap((n) => [...n.trainable.values()]);
    const parameters = weights.reduce((sum, { size }) => sum + size, 0);
    await onStart?.({ batches, parameters, firstStep });
    const steps = await runSteps({ ...run, store, instruments }, firstStep, hooks);
    return { steps, finished: steps === plan.config.steps, engine: engine.description };
  } finally {
    await instruments.dispose();
    await engine.dispose();
  }
}

/** @throws CoreError 'bad-argument' for several workers where none can be started, or on tfjs */
function engineOf({ config }: Plan, workers: CreateEngine | undefined): CreateEngine {
  if (config.workers === 1) return engines[config.engine];
  if (workers && config.engine === 'onnx') return workers;
  const reason = workers ? 'engine tfjs has one; use engine onnx' : 'they need Node; use 1 here';
  throw new CoreError('bad-argument', `workers ${config.workers}: ${reason}`);
}

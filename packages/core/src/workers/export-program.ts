/** The program of workers for a plan: its training step in parts, at the size of one worker's share. */
import {
  type ConvolutionStrategy,
  exportStep,
  type PartOutput,
  type StepPart,
} from '@ganport/export';
import type { TensorMap } from '@ganport/runtime';
import { createStep } from '../engines/step.ts';
import { CoreError } from '../errors.ts';
import { createGan, type Gan } from '../gan/gan.ts';
import { phasesOf } from '../gan/phases.ts';
import type { Plan } from '../gan/plan.ts';
import type { ShareInput, WorkerProgram } from './program.ts';

export interface ProgramOptions {
  readonly workers: number;
  /** Whether batch normalization uses the statistics of all workers' batch; false by default. */
  readonly synchronized?: boolean | undefined;
  /** 'cpu' by default; 'direct' for graphics cards. */
  readonly convolution?: ConvolutionStrategy | undefined;
}

/**
 * Exports the step of a plan for workers that share its batch.
 *
 * @param plan with the shape of its samples, as planForData returns it
 * @param batch any batch of all workers, for its names and shapes
 * @throws CoreError 'bad-argument' where a batch cannot be divided among the workers, or for a training of
 * several phases
 * @example
 * const program = await exportWorkerProgram(plan, await batches.read(0), { workers: 4 });
 */
export async function exportWorkerProgram(
  plan: Plan,
  batch: TensorMap,
  { workers, synchronized = false, convolution = 'cpu' }: ProgramOptions,
): Promise<WorkerProgram> {
  const { batchSize, generatorBatchSize } = plan.config;
  if (phasesOf(plan).length > 1) {
    const message = 'pretrainSteps: workers take the steps of one phase; set it to 0';
    throw new CoreError('bad-argument', message);
  }
  const own = divided('batchSize', batchSize, workers);
  const config = {
    ...plan.config,
    batchSize: own,
    ...(generatorBatchSize !== undefined && {
      generatorBatchSize: divided('generatorBatchSize', generatorBatchSize, workers),
    }),
  };
  divided('batchSize / pac', own, config.pac);
  const gan = createGan({ ...plan, config });
  const { variables, run } = createStep(gan);
  try {
    const inputs = sharesOf(batch, batchSize, workers);
    const { graphs, parts, random } = await exportStep((tensors) => run(tensors), {
      parts: 'gradients+update',
      workers,
      synchronized,
      convolution,
      inputs: Object.fromEntries(
        Object.entries(inputs).map(([name, { dtype, dims }]) => [name, { dtype, shape: dims }]),
      ),
      variables: [...variables.values()],
      names: new Map([...variables].map(([name, variable]) => [variable, name])),
      models: Object.values(gan.networks).map(({ model }) => model),
    });
    return {
      workers,
      seed: plan.config.seed,
      graphs: Object.fromEntries(
        Object.entries(graphs).map(([name, model]) => [name, model.bytes()]),
      ),
      parts: parts.map((part) => withStatistics(part, statisticsOf(gan))),
      draws: random,
      batch: inputs,
    };
  } finally {
    for (const variable of variables.values()) variable.dispose();
  }
}

function divided(setting: string, size: number, by: number): number {
  if (size % by === 0) return size / by;
  const message = `${setting} ${size}: cannot be divided by ${by}; choose a number of workers that divides it, or another size`;
  throw new CoreError('bad-argument', message);
}

function sharesOf(batch: TensorMap, batchSize: number, workers: number) {
  return Object.fromEntries(
    Object.entries(batch).map(([name, { dtype, dims }]): [string, ShareInput] => {
      const [rows = 0, ...rest] = dims;
      const own = { dtype: dtype === 'int32' ? dtype : 'float32', dims: [rows / workers, ...rest] };
      return [name, { ...own, blocks: rows / batchSize } as ShareInput];
    }),
  );
}

/** The weights without gradients: what each worker computes of its own samples. */
function statisticsOf({ networks }: Gan): ReadonlySet<string> {
  return new Set(
    Object.values(networks).flatMap(({ name, weights, trainable }) =>
      [...weights.keys()]
        .filter((weight) => !trainable.has(weight))
        .map((weight) => `${name}/${weight}`),
    ),
  );
}

/** A part whose statistics become the means of all workers. */
function withStatistics(part: StepPart, statistics: ReadonlySet<string>): StepPart {
  const outputs = Object.entries(part.outputs).map(([name, output]): [string, PartOutput] => [
    name,
    output.to === 'state' && statistics.has(output.name) ? { ...output, exchange: 'mean' } : output,
  ]);
  return { ...part, outputs: Object.fromEntries(outputs) };
}

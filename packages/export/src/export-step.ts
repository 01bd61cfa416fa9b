/**
 * A training step as one ONNX graph: forward, gradients, optimizer and statistics. Every variable
 * is state: the graph takes it as `name` and returns it as `name.next`.
 */
import type { Variable } from '@tensorflow/tfjs-core';
import { defaultOpset, type OnnxModel } from '@ganport/graph';
import { inferencePassesFor, trainingPassesFor } from '@ganport/graph/passes';
import { ExportError } from './errors.ts';
import { drawMasks } from './trace/mask-draws.ts';
import type { TensorSpec } from './trace/tensor-spec.ts';
import type { PartsRequest, StepPart } from './trace/parts.ts';
import type { TensorFunction } from './trace/record.ts';
import { toParts } from './trace/step-parts.ts';
import type { RandomInput } from './trace/random-draws.ts';
import {
  recordFunction,
  registeredVariables,
  toModel,
  type TraceOptions,
} from './trace/trace-function.ts';

export interface StepOptions extends TraceOptions {
  readonly inputs: Readonly<Record<string, TensorSpec>>;
  /** The variables that the step reads and changes; all that exist by default. */
  readonly variables?: readonly Variable[];
}

/** Of a step that several workers compute together. */
export interface PartsOptions extends StepOptions {
  /** One graph for the gradients of each player of a game and one for its update; see `updateWith`. */
  readonly parts: 'gradients+update';
  /** The number of workers; 1 by default. The inputs have the sizes of one worker's share. */
  readonly workers?: number;
  /** Whether statistics of a batch are of the batch of all workers; false by default. */
  readonly synchronized?: boolean;
  /** Names of variables in the graphs and the schedule; tfjs's own by default. */
  readonly names?: ReadonlyMap<Variable, string>;
}

/** A step as graphs, and the order in which they run. */
export interface StepParts {
  readonly graphs: Readonly<Record<string, OnnxModel>>;
  /** In their order. */
  readonly parts: readonly StepPart[];
  readonly variables: readonly Variable[];
  /** The draws of the step, in their order. */
  readonly random: readonly RandomInput[];
}

export interface StepModel {
  readonly model: OnnxModel;
  /** The variables of the state, including those that the step makes, such as an optimizer's slots. */
  readonly variables: readonly Variable[];
  /** Inputs that take fresh random numbers each step. */
  readonly random: readonly RandomInput[];
}

/**
 * Traces a training step. tfjs computes the gradients, so any step that trains in tfjs can be traced:
 * `optimizer.minimize(() => loss, …)`, `tf.variableGrads`, layers in training mode.
 *
 * @param fn takes tensors by input name, assigns variables and returns tensors by output name
 * With `parts`, the step becomes several graphs: for each player of a game one from weights, batch and draws to
 * gradients, results and statistics, and one from weights, the optimizer's state and the mean of all workers'
 * gradients to the next state.
 *
 * @throws ExportError as traceFunction does, and 'bad-argument' for a size that is not a number
 * @example
 * const w = tf.variable(tf.scalar(2), true, 'w');
 * const sgd = tf.train.sgd(0.1);
 * const { model, variables, random } = await exportStep(
 *   ({ x }) => ({ loss: sgd.minimize(() => w.mul(x).square().mean(), true, [w]) }),
 *   { inputs: { x: { shape: [8] } }, variables: [w] },
 * );
 */
export function exportStep(fn: TensorFunction, options: PartsOptions): Promise<StepParts>;
export function exportStep(fn: TensorFunction, options: StepOptions): Promise<StepModel>;
export async function exportStep(
  fn: TensorFunction,
  options: StepOptions | PartsOptions,
): Promise<StepModel | StepParts> {
  for (const [input, { shape }] of Object.entries(options.inputs)) {
    if (shape.some((dim) => typeof dim === 'string')) {
      throw new ExportError('bad-argument', `step input ${input} needs sizes that are numbers`);
    }
  }
  const { inputs, variables = registeredVariables(), ...traceOptions } = options;
  const settings = { name: 'step', convolution: 'cpu' as const, ...traceOptions };
  const parts = 'parts' in options ? partsRequest(options) : undefined;
  let state = variables;
  let traced = await recordFunction(fn, inputs, state, settings, parts);
  const { created } = traced.recording;
  if (created.length > 0) {
    // The step has made variables, which are state from now on.
    state = [...variables, ...created.map(({ variable }) => variable)];
    traced = await recordFunction(fn, inputs, state, settings, parts);
  }
  if (parts) return { ...toParts(traced.recording, settings), variables: state };
  const recording = { ...traced.recording, ...drawMasks(traced.recording) };
  const passes =
    state.length > 0
      ? trainingPassesFor(settings.convolution)
      : inferencePassesFor(settings.opset ?? defaultOpset);
  return {
    model: toModel({ ...traced, recording }, passes, settings),
    variables: state,
    random: recording.random,
  };
}

function partsRequest({ workers = 1, synchronized = false, names }: PartsOptions): PartsRequest {
  if (!Number.isInteger(workers) || workers < 1) {
    throw new ExportError('bad-argument', `workers: must be an integer from 1, got ${workers}`);
  }
  return { workers, synchronized, nameOf: (variable) => names?.get(variable) ?? variable.name };
}

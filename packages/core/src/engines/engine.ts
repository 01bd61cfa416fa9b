/**
 * An engine runs a GAN's training step and keeps its state. There are two, alike to the trainer:
 * `onnx` runs the traced step on ONNX Runtime, `tfjs` runs it eagerly on a tfjs backend.
 */
import type { HostTensor, TensorMap } from '@ganport/runtime';
import type { Gan } from '../gan/gan.ts';
import type { State } from './state.ts';

/** What a step reports: StepMetrics as numbers. */
export type StepNumbers = Readonly<
  Record<
    'dLoss' | 'gLoss' | 'dAccuracyReal' | 'dAccuracyGenerated' | 'dGradientNorm' | 'gGradientNorm',
    number
  >
> &
  Readonly<Record<string, number>>;

export interface Engine {
  /** What runs the step, for people: `onnxruntime cpu`, `tfjs tensorflow`. */
  readonly description: string;
  /**
   * Runs step number `step` (from 0), which decides its random draws. A call may be made while the
   * one before is still computing; steps are done in order.
   * @param batch tensors by the task's names, images [batch, height, width, channels] in [-1, 1];
   * the arrays are the engine's
   */
  step(batch: TensorMap, step: number): Promise<StepNumbers>;
  /** All state by stable names: weights, statistics, optimizers. */
  readState(): Promise<State>;
  /**
   * Replaces all state.
   * @throws CoreError 'data-mismatch' when a variable is missing or has another shape
   */
  writeState(state: TensorMap): Promise<void>;
  /**
   * A network in inference mode with its present weights, or their moving average: its one output. No
   * step may begin before it is there.
   */
  infer(network: string, inputs: TensorMap): Promise<HostTensor>;
  /** Ends the engine and the networks that it was given. */
  dispose(): Promise<void>;
}

/** Beside the GAN, whose configuration says the rest: seed, batch size, providers, threads. */
export type CreateEngine = (gan: Gan) => Promise<Engine>;

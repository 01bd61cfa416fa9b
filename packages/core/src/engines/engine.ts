/**
 * An engine runs a GAN's training step and holds its state. There are two with one interface: `onnx`
 * runs the traced step on ONNX Runtime, `tfjs` runs it eagerly on a tfjs backend.
 */
import type { HostTensor, TensorMap } from '@ganport/runtime';
import type { Gan } from '../gan/gan.ts';
import type { State } from './state.ts';

/** The metrics of a step: StepMetrics as numbers. Those of the discriminator are missing in pre-training. */
export type StepNumbers = Readonly<Record<'gLoss' | 'gGradientNorm', number>> &
  Readonly<Record<string, number>>;

export interface Engine {
  /** What runs the step, for display: `onnxruntime cpu`, `tfjs tensorflow`. */
  readonly description: string;
  /**
   * Runs step number `step` (from 0), which decides its random draws. It may be called while the
   * previous step is still computing; steps are done in order.
   *
   * @param batch tensors by the names of the task, images [batch, height, width, channels] in [-1, 1];
   * the engine takes ownership of the arrays
   */
  step(batch: TensorMap, step: number): Promise<StepNumbers>;
  /** The whole state, by stable names: weights, statistics, optimizers. */
  readState(): Promise<State>;
  /**
   * Replaces the whole state.
   *
   * @throws CoreError 'data-mismatch' when a variable is missing or has another shape
   */
  writeState(state: TensorMap): Promise<void>;
  /**
   * Applies a network in inference mode, with its current weights or their moving average, and returns
   * its first output. No step may start before it returns.
   */
  infer(network: string, inputs: TensorMap): Promise<HostTensor>;
  /** Disposes the engine and the variables of its GAN. */
  dispose(): Promise<void>;
}

/** Creates an engine for a GAN, whose settings have the seed, the providers and the threads. */
export type CreateEngine = (gan: Gan) => Promise<Engine>;

/**
 * An engine runs a GAN's training step and keeps its state. There are two, alike to the trainer:
 * `onnx` runs the traced step on ONNX Runtime, `tfjs` runs it eagerly on a tfjs backend.
 */
import type { HostTensor, Provider, TensorMap } from '@ganport/runtime';
import type { Gan } from '../models/gan.ts';
import type { State } from './state.ts';
import type { StepMetric } from './step.ts';

export interface Engine {
  /** What runs the step, for people: `onnxruntime cpu`, `tfjs tensorflow`. */
  readonly description: string;
  /**
   * Runs step number `step` (from 0), which decides its random draws. A call may be made while the
   * one before is still computing; steps are done in order.
   * @param real images as [batch, height, width, channels] in [-1, 1]; the array is the engine's
   */
  step(real: Float32Array, step: number): Promise<Record<StepMetric, number>>;
  /** All state by stable names: weights, statistics, optimisers. */
  readState(): Promise<State>;
  /**
   * Replaces all state.
   * @throws CoreError 'data-mismatch' when a variable is missing or has another shape
   */
  writeState(state: TensorMap): Promise<void>;
  /** Images for noise [count, latent], by the generator in inference mode with its present weights. */
  generate(noise: HostTensor): Promise<HostTensor>;
  /** Ends the engine and the networks that it was given. */
  dispose(): Promise<void>;
}

export interface EngineSettings {
  readonly gan: Gan;
  readonly batchSize: number;
  readonly seed: number;
  /** onnx: execution providers to try, in order. */
  readonly providers?: readonly Provider[];
  /** onnx: threads for the CPU's operators. */
  readonly threads?: number;
}

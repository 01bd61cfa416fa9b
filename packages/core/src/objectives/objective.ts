/**
 * An objective is what the networks of a task are trained to do: one step of all of them, in plain
 * tfjs. Engines decide how the step runs: traced on ONNX Runtime, or eagerly.
 */
import type * as tf from '@tensorflow/tfjs';
import type { LossPreset } from '../losses/index.ts';
import type { ImageShape } from '../models/description.ts';
import type { Network, Weights } from '../models/network.ts';
import type { NetworkOptions, ObjectiveSettings, OptimizationSettings } from '../settings/index.ts';

/** Tensors by name; the task decides which: `real` and `label`, or `a` and `b`. */
export type Batch = Readonly<Record<string, tf.Tensor>>;

/**
 * What every step reports, each a scalar. Accuracies are shares of correct decisions among what the
 * discriminator judged; norms are those of all gradients of a player together. A task may report
 * more.
 */
export interface StepMetrics extends Record<string, tf.Tensor> {
  readonly dLoss: tf.Tensor;
  readonly gLoss: tf.Tensor;
  readonly dAccuracyReal: tf.Tensor;
  readonly dAccuracyGenerated: tf.Tensor;
  readonly dGradientNorm: tf.Tensor;
  readonly gGradientNorm: tf.Tensor;
}

/** The settings that decide what a step computes. */
export type StepSettings = ObjectiveSettings &
  OptimizationSettings &
  Pick<NetworkOptions, 'latent' | 'pac'> & { readonly image?: ImageShape | undefined };

/** The networks that play against each other, and what they play for. */
export interface Game {
  readonly networks: Readonly<Record<string, Network>>;
  readonly loss: LossPreset;
  readonly config: StepSettings;
}

export interface ObjectiveStep {
  /** What the step changes beside the networks: optimizers, pools of images. By stable names. */
  readonly variables: Weights;
  readonly run: (batch: Batch) => StepMetrics;
}

export type Objective = (game: Game) => ObjectiveStep;

/** @throws RangeError for a name that the variant did not give its networks */
export function networkOf({ networks }: Pick<Game, 'networks'>, name: string): Network {
  const network = networks[name];
  if (network) return network;
  const known = Object.keys(networks).join(', ');
  throw new RangeError(`network ${name}: the variant has none of this name, only ${known}`);
}

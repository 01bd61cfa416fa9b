/**
 * An objective is the training step of a task: one or more updates of each of its networks, in plain
 * tfjs code. Engines decide how the step runs: traced on ONNX Runtime, or eagerly.
 */
import type * as tf from '@tensorflow/tfjs';
import { CoreError } from '../errors.ts';
import type { LossPreset } from '../losses/index.ts';
import { kindOf, type KindsOfVariant } from '../kinds/index.ts';
import type { ImageShape } from '../models/description.ts';
import type { Network, Weights } from '../models/network.ts';
import type { NoiseName } from '../random/noise.ts';
import type { NetworkOptions, ObjectiveSettings, OptimizationSettings } from '../settings/index.ts';

/** Tensors by the names of the task: `real` and `label`, or `a` and `b`. */
export type Batch = Readonly<Record<string, tf.Tensor>>;

/**
 * The metrics of a step, each a scalar. Norms are of all gradients of a player together. A task may have
 * more.
 */
export interface StepMetrics extends Record<string, tf.Tensor> {
  readonly gLoss: tf.Tensor;
  readonly gGradientNorm: tf.Tensor;
}

/**
 * The metrics of a step of both players. Accuracies are shares of correctly classified samples.
 */
export interface GameMetrics extends StepMetrics {
  readonly dLoss: tf.Tensor;
  readonly dAccuracyReal: tf.Tensor;
  readonly dAccuracyGenerated: tf.Tensor;
  readonly dGradientNorm: tf.Tensor;
}

/** The settings that decide what a step computes. */
export type StepSettings = ObjectiveSettings &
  OptimizationSettings &
  Pick<NetworkOptions, 'latent' | 'pac'> & { readonly image?: ImageShape | undefined };

/** The networks that play against each other, with the loss and the settings. */
export interface Game {
  readonly variant: VariantTensors & { readonly noise?: NoiseName };
  readonly networks: Readonly<Record<string, Network>>;
  readonly loss: LossPreset;
  readonly config: StepSettings;
}

interface VariantTensors extends KindsOfVariant {
  readonly representation?: { readonly tensor: string };
}

/** The name of what the networks learn on, in their inputs and outputs. */
export function learnedTensor(variant: VariantTensors): string {
  return variant.representation?.tensor ?? kindOf(variant).tensor;
}

export interface ObjectiveStep {
  /** The variables that the step changes besides weights, by stable names: optimizers, image pools. */
  readonly variables: Weights;
  readonly run: (batch: Batch) => StepMetrics;
}

export type Objective = (game: Game) => ObjectiveStep;

/** A network by name. @throws CoreError 'bad-argument' where the variant has no such network */
export function networkOf({ networks }: Pick<Game, 'networks'>, name: string): Network {
  const network = networks[name];
  if (network) return network;
  const known = Object.keys(networks).join(', ');
  const message = `network ${name}: the variant has no such network; it has ${known}`;
  throw new CoreError('bad-argument', message);
}

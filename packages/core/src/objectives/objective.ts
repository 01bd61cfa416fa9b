/**
 * An objective is what a task's networks are trained to do: one step of all of them, as plain tfjs.
 * Who runs it (traced on ONNX Runtime, or eagerly) is the engines' business.
 */
import type * as tf from '@tensorflow/tfjs';
import type { Gan } from '../models/gan.ts';
import type { Weights } from '../models/network.ts';

/** Tensors by name; which ones, the task says: `real` and `label`, or `a` and `b`. */
export type Batch = Readonly<Record<string, tf.Tensor>>;

/**
 * What every step tells, each a scalar. Accuracies are shares of what the discriminator judged that
 * it got right; norms are lengths of all gradients of a side together. A task may tell more.
 */
export interface StepMetrics extends Record<string, tf.Tensor> {
  readonly dLoss: tf.Tensor;
  readonly gLoss: tf.Tensor;
  readonly dAccuracyReal: tf.Tensor;
  readonly dAccuracyGenerated: tf.Tensor;
  readonly dGradientNorm: tf.Tensor;
  readonly gGradientNorm: tf.Tensor;
}

export interface ObjectiveStep {
  /** What the step changes beside the networks: optimisers, pools of images. By stable names. */
  readonly variables: Weights;
  readonly run: (batch: Batch) => StepMetrics;
}

export type Objective = (gan: Gan) => ObjectiveStep;

/** The network of that name. */
export function networkOf({ networks, variant }: Gan, name: string) {
  const network = networks[name];
  if (!network) throw new RangeError(`${variant.name}: has no network ${name}`);
  return network;
}

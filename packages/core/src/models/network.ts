/**
 * A network: a tfjs model made of a description, with its weights by names that are the same in
 * every process (tfjs's own names count up with each model that is built).
 */
import * as tf from '@tensorflow/tfjs';
import type { NetworkDescription } from './description.ts';

/** Variables by stable name, `layer/kind`, in the model's order. */
export type Weights = ReadonlyMap<string, tf.Variable>;

export interface Network {
  readonly name: string;
  readonly model: tf.LayersModel;
  /** All weights, batch normalization's statistics included. */
  readonly weights: Weights;
  /** Those that gradients change. */
  readonly trainable: Weights;
}

export function createNetwork(name: string, { inputs, outputs }: NetworkDescription): Network {
  const starts = Object.fromEntries(
    Object.entries(inputs).map(([input, { shape, dtype = 'float32' }]) => [
      input,
      tf.input({ name: input, batchShape: [null, ...shape], dtype }),
    ]),
  );
  const input = (of: string): tf.SymbolicTensor => {
    const start = starts[of];
    if (!start) throw new RangeError(`network ${name}: has no input ${of}`);
    return start;
  };
  const model = tf.model({ name, inputs: Object.values(starts), outputs: outputs(input) });
  return asNetwork(name, model);
}

/** A tfjs model as a network. */
export function asNetwork(name: string, model: tf.LayersModel): Network {
  return { name, model, weights: byName(model.weights), trainable: byName(model.trainableWeights) };
}

/** Applies a network to tensors by input name; its outputs by name. */
export function applyNetwork(
  { model }: Network,
  inputs: Readonly<Record<string, tf.Tensor>>,
  training: boolean,
): Record<string, tf.Tensor> {
  const list = model.inputNames.map((name) => inputs[name] as tf.Tensor);
  const [only, ...more] = list;
  const result = model.apply(more.length > 0 ? list : (only as tf.Tensor), { training });
  const outputs = (Array.isArray(result) ? result : [result]) as tf.Tensor[];
  return Object.fromEntries(outputs.map((output, i) => [model.outputNames[i] as string, output]));
}

/** The first of a network's outputs: an image, or a logit. */
export function firstOutput(outputs: Readonly<Record<string, tf.Tensor>>): { output: tf.Tensor } {
  const [output] = Object.values(outputs);
  if (!output) throw new RangeError('a network without an output');
  return { output };
}

function byName(weights: tf.LayersModel['weights']): Weights {
  return new Map(weights.map((weight) => [weight.originalName, weight.read() as tf.Variable]));
}

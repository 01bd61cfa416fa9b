/**
 * A network: a tfjs model made of a list of layers, with its weights by names that are the same in
 * every process (tfjs's own names count up with each model that is built).
 */
import * as tf from '@tensorflow/tfjs';

/** Variables by stable name, `layer/kind`, in the model's order. */
export type Weights = ReadonlyMap<string, tf.Variable>;

export interface Network {
  readonly model: tf.LayersModel;
  /** All weights, batch normalisation's statistics included. */
  readonly weights: Weights;
  /** Those that gradients change. */
  readonly trainable: Weights;
}

/** @param input the name of the model's input, of shape [batch, …shape] */
export function createNetwork(
  name: string,
  input: string,
  shape: readonly number[],
  layers: readonly tf.layers.Layer[],
): Network {
  const start = tf.input({ name: input, shape: [...shape] });
  const end = layers.reduce<tf.SymbolicTensor>(
    (x, layer) => layer.apply(x) as tf.SymbolicTensor,
    start,
  );
  const model = tf.model({ name, inputs: start, outputs: end });
  return { model, weights: byName(model.weights), trainable: byName(model.trainableWeights) };
}

function byName(weights: tf.LayersModel['weights']): Weights {
  return new Map(weights.map((weight) => [weight.originalName, weight.read() as tf.Variable]));
}

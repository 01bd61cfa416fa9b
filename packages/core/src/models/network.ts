/**
 * A network: a tfjs model made of a description, with its weights by stable names. tfjs's own names
 * contain counters, which increase with every model of the process.
 */
import * as tf from '#tfjs';
import { CoreError } from '../errors.ts';
import type { NetworkDescription } from './description.ts';

/** Variables by stable name, `layer/kind`, in the order of the model. */
export type Weights = ReadonlyMap<string, tf.Variable>;

/** A tfjs model with its weights by stable names. */
export interface Network {
  readonly name: string;
  readonly model: tf.LayersModel;
  /**
   * The part of the model that training applies: the model itself, unless it learns on a representation
   * of samples (representation.ts).
   */
  readonly trained: tf.LayersModel;
  /** Of a discriminator that learns on a representation: makes it of samples. */
  readonly represent?: (samples: tf.Tensor) => tf.Tensor;
  /** All weights, including the statistics of batch normalization. */
  readonly weights: Weights;
  /** The weights that have gradients. */
  readonly trainable: Weights;
}

/**
 * Makes a network of a description.
 *
 * @throws CoreError 'bad-argument' when the description uses an input that it does not declare
 */
export function createNetwork(name: string, { inputs, outputs }: NetworkDescription): Network {
  const starts = Object.fromEntries(
    Object.entries(inputs).map(([input, { shape, dtype = 'float32' }]) => [
      input,
      tf.input({ name: input, batchShape: [null, ...shape], dtype }),
    ]),
  );
  const input = (of: string): tf.SymbolicTensor => {
    const start = starts[of];
    if (start) return start;
    const known = Object.keys(starts).join(', ');
    const message = `network ${name}: outputs() uses an input '${of}'; its inputs are ${known}`;
    throw new CoreError('bad-argument', message);
  };
  const model = tf.model({ name, inputs: Object.values(starts), outputs: outputs(input) });
  return asNetwork(name, model);
}

/** The network of a tfjs model. */
export function asNetwork(name: string, model: tf.LayersModel): Network {
  return {
    name,
    model,
    trained: model,
    weights: byName(model.weights),
    trainable: byName(model.trainableWeights),
  };
}

/**
 * Applies a network to its inputs by name; returns its outputs by name. In training it is the part of the
 * network that is trained.
 */
export function applyNetwork(
  network: Pick<Network, 'model' | 'trained'>,
  inputs: Readonly<Record<string, tf.Tensor>>,
  training: boolean,
): Record<string, tf.Tensor> {
  const model = training ? network.trained : network.model;
  const list = model.inputNames.map((name) => inputs[name] as tf.Tensor);
  const [only, ...more] = list;
  const result = model.apply(more.length > 0 ? list : (only as tf.Tensor), { training });
  const outputs = (Array.isArray(result) ? result : [result]) as tf.Tensor[];
  return Object.fromEntries(outputs.map((output, i) => [model.outputNames[i] as string, output]));
}

/** The first output of a network: an image or a logit. */
export function firstOutput(outputs: Readonly<Record<string, tf.Tensor>>): { output: tf.Tensor } {
  const [output] = Object.values(outputs);
  if (!output) throw new RangeError('the network has no output');
  return { output };
}

function byName(weights: tf.LayersModel['weights']): Weights {
  return new Map(weights.map((weight) => [weight.originalName, weight.read() as tf.Variable]));
}

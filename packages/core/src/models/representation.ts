/**
 * What networks learn on in place of samples: images of sounds. Training turns real samples into it and
 * applies only the part of each network that makes or judges it. Whole networks, which draw samples and
 * are exported, make and take the samples themselves.
 */
import * as tf from '#tfjs';
import { chain } from './chain.ts';
import type { Network } from './network.ts';

type Layers = readonly tf.layers.Layer[];

/** The layers between samples and what networks learn on. */
export interface RepresentationLayers {
  /** From samples. */
  readonly encode: () => Layers;
  /** To samples; the last layer has the name of the samples. */
  readonly decode: () => Layers;
}

/** The samples of a network, as an input. */
interface SampleInput {
  readonly name: string;
  /** Without the batch. */
  readonly shape: readonly number[];
}

/**
 * The network of samples whose part is a network of a representation.
 *
 * @param part makes or takes the tensor `tensor`
 * @param samples how the whole network takes samples
 * @returns the same weights; `model` is the whole network, `trained` the part
 */
export function onSamples(
  part: Network,
  tensor: string,
  { encode, decode }: RepresentationLayers,
  samples: SampleInput,
): Network {
  const { name, model } = part;
  if (model.outputNames.includes(tensor)) {
    const outputs = model.outputs.map((output, i) =>
      model.outputNames[i] === tensor ? chain(output, decode()) : output,
    );
    return { ...part, model: tf.model({ name, inputs: model.inputs, outputs }), trained: model };
  }
  const encoder = encode();
  const inputs = model.inputNames.map((input, i) => {
    if (input === tensor) {
      return tf.input({ name: samples.name, batchShape: [null, ...samples.shape] });
    }
    const { dtype, shape } = model.inputs[i] as tf.SymbolicTensor; // In range: one for each name.
    return tf.input({ name: input, batchShape: shape, dtype });
  });
  const given = inputs.map((input, i) =>
    model.inputNames[i] === tensor ? chain(input, encoder) : input,
  );
  const applied = model.apply(given.length === 1 ? (given[0] as tf.SymbolicTensor) : given);
  const results = (Array.isArray(applied) ? applied : [applied]) as tf.SymbolicTensor[];
  // Outputs have the name of the layer that makes them, which is the model; these layers give them theirs.
  const outputs = results.map((result, i) =>
    chain(result, [
      tf.layers.activation({ name: model.outputNames[i] as string, activation: 'linear' }),
    ]),
  );
  return {
    ...part,
    model: tf.model({ name, inputs, outputs }),
    trained: model,
    represent: (real) =>
      encoder.reduce<tf.Tensor>((value, layer) => layer.apply(value) as tf.Tensor, real),
  };
}

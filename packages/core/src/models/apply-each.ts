/**
 * One network applied to several batches. Where no layer mixes the samples of a batch, the batches are
 * concatenated: the results are the same, with fewer and larger operations.
 */
import * as tf from '#tfjs';
import { inBlocks } from '@ganport/export/internal';
import { applyNetwork, type Network } from './network.ts';

type Inputs = Readonly<Record<string, tf.Tensor>>;

/** Layers that mix the samples of a batch, or whose state every application in training changes. */
const mixing = new Set([
  'BatchNormalization',
  'MinibatchDiscrimination',
  'MinibatchStddev',
  'SpectralNorm',
]);

/** Applies a network in training mode; returns the outputs of each batch by name. */
export function applyEach(network: Network, batches: readonly Inputs[]): Inputs[] {
  if (batches.length < 2 || !isPerSample(network)) {
    return batches.map((inputs) => applyNetwork(network, inputs, true));
  }
  const joined = Object.fromEntries(
    network.trained.inputNames.map((name) => [
      name,
      tf.concat(batches.map((inputs) => inputs[name] as tf.Tensor)),
    ]),
  );
  const [first = ''] = network.trained.inputNames;
  const sizes = batches.map((inputs) => inputs[first]?.shape[0] ?? 0);
  const outputs = Object.entries(
    inBlocks(batches.length, () => applyNetwork(network, joined, true)),
  ).map(([name, output]) => [name, tf.split(output, sizes)] as const);
  return batches.map((_, i) =>
    Object.fromEntries(outputs.map(([name, parts]) => [name, parts[i] as tf.Tensor])),
  );
}

function isPerSample({ trained }: Network): boolean {
  return layersIn(trained).every((layer) => !mixing.has(layer.getClassName()));
}

/**
 * Whether a network has a loop over the places of a sample. The operations of a traced step are those of
 * all places, so few applications to large batches are better than many to small ones.
 */
export function hasLoop({ model }: Network): boolean {
  return layersIn(model).some((layer) => layer.getClassName() === 'RNN');
}

/** All layers, including those inside of layers. */
function layersIn(outer: object): tf.layers.Layer[] {
  const layers = 'layers' in outer ? (outer.layers as readonly tf.layers.Layer[]) : [];
  return layers.flatMap((layer) => [layer, ...layersIn(layer)]);
}

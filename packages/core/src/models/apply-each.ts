/**
 * One network applied to several batches. Where no layer lets the samples of a batch see each other
 * they go through it as one batch: the same numbers from fewer and larger operations.
 */
import * as tf from '@tensorflow/tfjs';
import { applyNetwork, type Network } from './network.ts';

type Inputs = Readonly<Record<string, tf.Tensor>>;

/** Layers that look at the whole batch, or that change whenever they are applied in training. */
const coupling = new Set(['BatchNormalization', 'MinibatchStddev', 'SpectralNorm']);

/** In training mode; the outputs of each batch, by name. */
export function applyEach(network: Network, batches: readonly Inputs[]): Inputs[] {
  if (batches.length < 2 || !isPerSample(network)) {
    return batches.map((inputs) => applyNetwork(network, inputs, true));
  }
  const joined = Object.fromEntries(
    network.model.inputNames.map((name) => [
      name,
      tf.concat(batches.map((inputs) => inputs[name] as tf.Tensor)),
    ]),
  );
  const sizes = batches.map((inputs) => sizeOf(inputs[network.model.inputNames[0] as string]));
  const outputs = Object.entries(applyNetwork(network, joined, true)).map(
    ([name, output]) => [name, tf.split(output, sizes)] as const,
  );
  return batches.map((_, i) =>
    Object.fromEntries(outputs.map(([name, parts]) => [name, parts[i] as tf.Tensor])),
  );
}

function isPerSample({ model }: Network): boolean {
  return layersIn(model).every((layer) => !coupling.has(layer.getClassName()));
}

/** All layers, those inside of layers too. */
function layersIn(outer: object): tf.layers.Layer[] {
  const layers = 'layers' in outer ? (outer.layers as readonly tf.layers.Layer[]) : [];
  return layers.flatMap((layer) => [layer, ...layersIn(layer)]);
}

function sizeOf(tensor: tf.Tensor | undefined): number {
  return tensor?.shape[0] ?? 0;
}

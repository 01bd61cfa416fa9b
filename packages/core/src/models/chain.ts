/** Layers one after the other. */
import type * as tf from '@tensorflow/tfjs';
import type { NetworkDescription } from './description.ts';

export function chain(x: tf.SymbolicTensor, layers: readonly tf.layers.Layer[]): tf.SymbolicTensor {
  return layers.reduce((value, layer) => layer.apply(value) as tf.SymbolicTensor, x);
}

/**
 * A network of one input that is nothing but a chain.
 *
 * @param shape the input's, without the batch; null where any size will do
 * @param layers makes them, anew for each network
 */
export function sequence(
  input: string,
  shape: readonly (number | null)[],
  layers: () => readonly tf.layers.Layer[],
): NetworkDescription {
  return { inputs: { [input]: { shape } }, outputs: (start) => chain(start(input), layers()) };
}

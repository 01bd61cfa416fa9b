/** Layers that are applied one after the other. */
import type * as tf from '@tensorflow/tfjs';
import type { NetworkDescription } from './description.ts';

/**
 * Applies layers one after the other.
 *
 * @example
 * const features = chain(input('image'), [layers.flatten('flatten'), layers.dense('dense', 64)]);
 */
export function chain(x: tf.SymbolicTensor, layers: readonly tf.layers.Layer[]): tf.SymbolicTensor {
  return layers.reduce((value, layer) => layer.apply(value) as tf.SymbolicTensor, x);
}

/**
 * A network with one input that is a list of layers.
 *
 * @param input the name of the input
 * @param shape the shape of the input without the batch; null where any size is accepted
 * @param layers makes the layers, new ones in each call; the last one has the name of the output
 * @example
 * const discriminator = sequence('image', [28, 28, 1], () => [
 *   layers.flatten('flatten'),
 *   layers.dense('logit', 1),
 * ]);
 */
export function sequence(
  input: string,
  shape: readonly (number | null)[],
  layers: () => readonly tf.layers.Layer[],
): NetworkDescription {
  return { inputs: { [input]: { shape } }, outputs: (start) => chain(start(input), layers()) };
}

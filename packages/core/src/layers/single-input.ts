/**
 * What layers of one input share. tfjs passes inputs and shapes to a layer either alone or as a list of
 * one; these helpers take both.
 */
import type * as tf from '@tensorflow/tfjs';
import { CoreError } from '../errors.ts';

/** The one input of a layer. */
export function oneTensor(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
  return Array.isArray(inputs) ? (inputs[0] as tf.Tensor) : inputs;
}

/** The shape of the one input of a layer. */
export function oneShape(shape: tf.Shape | tf.Shape[]): tf.Shape {
  return (Array.isArray(shape[0]) ? shape[0] : shape) as tf.Shape;
}

/**
 * The number of channels, the last axis, of a layer's input.
 *
 * @throws CoreError 'bad-argument' where it is not known
 */
export function channelsOf({ name }: tf.layers.Layer, shape: tf.Shape | tf.Shape[]): number {
  const channels = oneShape(shape).at(-1);
  if (channels) return channels;
  throw new CoreError('bad-argument', `${name}: the number of channels must be known`);
}

/** The arguments with which tfjs calls a layer. */
export interface CallArguments {
  readonly training?: boolean;
}

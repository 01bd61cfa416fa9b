/** A function of TensorFlow or Keras in tfjs. */
import type { tf } from '../../tfjs.ts';
import type { Arguments } from './arguments.ts';

export interface KerasFunction {
  /** In the order of TensorFlow, each with all the names that it has: `axis|dim`. */
  readonly parameters: readonly string[];
  /** The shape of the result is what its tensors broadcast to. */
  readonly isElementwise?: boolean;
  compute(given: Arguments): tf.Tensor | tf.Tensor[];
}

export type FunctionTable = Readonly<Record<string, KerasFunction>>;

/** `'x axis keepdims'` and a formula. */
export function define(parameters: string, compute: KerasFunction['compute']): KerasFunction {
  return { parameters: parameters.split(' '), compute };
}

export function elementwise(parameters: string, compute: KerasFunction['compute']): KerasFunction {
  return { ...define(parameters, compute), isElementwise: true };
}

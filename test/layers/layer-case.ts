/**
 * A case of the conformance of layers: a model of one layer with some of its options. It is exported with
 * an open batch and compared with tfjs's cpu backend.
 */
import type * as tf from '@tensorflow/tfjs';

export interface LayerCase {
  /** Shapes of the inputs without the batch; null is an open size. */
  readonly inputs: readonly (readonly (number | null)[])[];
  readonly build: (...inputs: tf.SymbolicTensor[]) => tf.SymbolicTensor | tf.SymbolicTensor[];
  /** The inputs are whole numbers below this one. */
  readonly tokens?: number;
  /** The message of the ExportError, for what has no form in ONNX. */
  readonly refused?: RegExp;
}

/** Cases by the layer's class and by the options that they try. */
export type LayerCases = Readonly<Record<string, Readonly<Record<string, LayerCase>>>>;

type Layer = tf.layers.Layer;
type Shape = readonly (number | null)[];

/** A layer of one input. */
export const of = (shape: Shape, make: () => Layer): LayerCase => ({
  inputs: [shape],
  build: (x) => make().apply(x) as tf.SymbolicTensor | tf.SymbolicTensor[],
});

/** A layer that takes several inputs as a list. */
export const merging = (shapes: readonly Shape[], make: () => Layer): LayerCase => ({
  inputs: shapes,
  build: (...inputs) => make().apply(inputs) as tf.SymbolicTensor,
});

/** Layers one after the other. */
export const stack = (shape: Shape, ...makers: readonly (() => Layer)[]): LayerCase => ({
  inputs: [shape],
  build: (x) => makers.reduce((value, make) => make().apply(value) as tf.SymbolicTensor, x),
});

/** The same case with each of several values of an option. */
export function each<T extends string | number>(
  values: readonly T[],
  make: (value: T) => LayerCase,
): Record<string, LayerCase> {
  return Object.fromEntries(values.map((value) => [String(value), make(value)]));
}

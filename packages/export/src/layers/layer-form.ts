/**
 * A layer's form writes what the layer computes in inference as ONNX nodes, in place of the kernels that
 * its `call` runs. Layers need one where their kernels would fix a size: loops over time.
 */
import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import type { GraphBuilder, Value } from '@ganport/graph';
import type { CallArguments, LayerLike } from './layer-like.ts';

/** What a form needs of the recording that it writes to. */
export interface FormContext {
  readonly graph: GraphBuilder;
  toValue(tensor: TensorInfo): Value;
  toTensor(value: Value): Tensor;
  /** The file's name of a weight; undefined for a variable that is no weight of the models. */
  weightName(variable: unknown): string | undefined;
  /** Names the constant that a tensor of known numbers becomes. */
  nameConstant(tensor: Tensor, name: string): void;
  /**
   * The states of a stateful layer. They are inputs of the graph until `setStates` has given others;
   * what they are in the end are outputs.
   */
  states(layer: LayerLike, shapes: readonly (readonly number[])[]): readonly Value[];
  setStates(layer: LayerLike, states: readonly Value[]): void;
}

/** A call of a layer. */
export interface LayerCall {
  readonly layer: LayerLike;
  readonly inputs: Tensor | readonly Tensor[];
  readonly args: CallArguments;
  /** The layer's own `call`, whose kernels are recorded. */
  readonly own: (inputs: Tensor | readonly Tensor[]) => Tensor | Tensor[];
}

/** Returns the layer's result, or undefined where the layer's own `call` is to be recorded. */
export type LayerForm = (call: LayerCall, context: FormContext) => Tensor | Tensor[] | undefined;

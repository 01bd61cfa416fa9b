/**
 * Values of nodes while a graph is interpreted. A branch or an iteration has a frame of its own, which
 * sees the values of the frames around it.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import { TensorList } from './tensor-list.ts';
import type { Ref, TfGraph } from './topology.ts';

/** What an output of a node holds; undefined for the side of a Switch that is not taken. */
export type GraphValue = Tensor | TensorList | undefined;

export const isTensor = (value: GraphValue): value is Tensor =>
  value !== undefined && !(value instanceof TensorList);

export class Frame {
  readonly graph: TfGraph;
  readonly parent: Frame | undefined;
  /** Whether this is an iteration of a loop, which sees values from outside by Enter alone. */
  readonly isIteration: boolean;
  readonly #values = new Map<string, readonly GraphValue[]>();

  constructor(graph: TfGraph, parent?: Frame, isIteration = false) {
    this.graph = graph;
    this.parent = parent;
    this.isIteration = isIteration;
  }

  set(node: string, outputs: readonly GraphValue[]): void {
    this.#values.set(node, outputs);
  }

  has(node: string): boolean {
    return this.#values.has(node) || (this.parent?.has(node) ?? false);
  }

  get({ node, output }: Ref): GraphValue {
    const outputs = this.#values.get(node);
    return outputs ? outputs[output] : this.parent?.get({ node, output });
  }
}

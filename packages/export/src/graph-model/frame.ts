/**
 * Values of nodes while a graph is interpreted. A branch or an iteration has a frame of its own, which
 * sees the values of the frames around it.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { TensorList } from './tensor-list.ts';
import type { Ref, TfGraph } from './topology.ts';

/** What an output of a node holds; undefined for the side of a Switch that is not taken. */
export type GraphValue = Tensor | TensorList | undefined;

export class Frame {
  readonly graph: TfGraph;
  readonly parent: Frame | undefined;
  readonly #values = new Map<string, readonly GraphValue[]>();

  constructor(graph: TfGraph, parent?: Frame) {
    this.graph = graph;
    this.parent = parent;
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

/** The original of a model, as a function. What it is made of stays with the caller. */
import type { HostTensor, TensorMap } from '@ganport/runtime';

/** What one layer of the original computed. */
export interface LayerValue {
  /**
   * The scope of the layer's nodes in the file: names of layers, outermost first, joined by `/`, or the
   * name of a GraphModel's node.
   */
  readonly scope: string;
  readonly tensor: HostTensor;
}

/** Computes outputs from inputs, both by name. */
export interface Reference {
  (inputs: TensorMap): Promise<TensorMap> | TensorMap;
  /**
   * The values of all layers in the order of their computation, for originals that have layers: with
   * them a difference is traced to the first layer that has it. A layer that is called several times
   * is there several times.
   *
   * @param wanted scopes; all when not given
   */
  layers?(inputs: TensorMap, wanted?: ReadonlySet<string>): Promise<readonly LayerValue[]>;
}

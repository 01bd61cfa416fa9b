/** A tfjs GraphModel as a reference, on tfjs's current backend. */
import type { TensorMap } from '@ganport/runtime';
import type { LayerValue, Reference } from './reference.ts';
import { inputOf, takeAll, type TensorLike, type TfjsLike, toTfjs } from './tfjs-tensors.ts';

type Tensors = Readonly<Record<string, TensorLike>>;

/** What `graphModelFunction(model)` of @ganport/export returns. */
export interface GraphModelFunctionLike {
  readonly inputNames: readonly string[];
  /** The outputs by the names that the exported file has. */
  compute(inputs: Tensors): Promise<Tensors>;
  /** The results of nodes by scope, in the order of their computation; only those that `wanted` has. */
  computeNodes(inputs: Tensors, wanted?: ReadonlySet<string>): Promise<Tensors>;
}

/**
 * Computes the model as a function of named arrays: numbers and texts. Its layers are its nodes,
 * whose names are the scopes of the nodes of an exported file.
 *
 * @param fn `graphModelFunction(model)` of @ganport/export
 * @param tf the tfjs that the model belongs to
 * @throws the reference throws ParityError `not-comparable` for a missing input, and what tfjs throws
 * @example
 * const original = graphModelReference(graphModelFunction(model), tf);
 * const { pass, offender } = await verifyModel(file, original);
 */
export function graphModelReference(fn: GraphModelFunctionLike, tf: TfjsLike): Reference {
  const onTfjs = async (inputs: TensorMap, body: (tensors: Tensors) => Promise<Tensors>) => {
    const given = fn.inputNames.map((name) => [name, inputOf(name, inputs)] as const);
    const tensors = given.map(([name, tensor]) => [name, toTfjs(tf, tensor)] as const);
    try {
      const results = await body(Object.fromEntries(tensors));
      const values = await takeAll(Object.values(results));
      return Object.keys(results).map((name, i) => [name, values[i]] as const);
    } finally {
      for (const [, tensor] of tensors) tensor.dispose();
    }
  };
  const compute = async (inputs: TensorMap): Promise<TensorMap> =>
    Object.fromEntries(await onTfjs(inputs, (tensors) => fn.compute(tensors))) as TensorMap;
  const layers = async (inputs: TensorMap, wanted?: ReadonlySet<string>) => {
    const values = await onTfjs(inputs, (tensors) => fn.computeNodes(tensors, wanted));
    return values.map(([scope, tensor]) => ({ scope, tensor }) as LayerValue);
  };
  return Object.assign(compute, { layers });
}

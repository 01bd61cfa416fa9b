/** A model whose open sizes are fixed: more forms fit layers whose images have known sizes. */
import type { Dim, Model, ValueInfo } from '../graph/graph.ts';

/**
 * The model with numbers in place of some of its open sizes. It then takes no others.
 *
 * @param sizes by the name of the open dimension
 * @example
 * const fixed = withSizes(model, { height: 256, width: 256 });
 */
export function withSizes(model: Model, sizes: Readonly<Record<string, number>>): Model {
  const fixed = (size: Dim): Dim =>
    typeof size === 'string' && Object.hasOwn(sizes, size) ? (sizes[size] ?? size) : size;
  const info = (value: ValueInfo): ValueInfo => ({ ...value, shape: value.shape.map(fixed) });
  const { graph } = model;
  return {
    ...model,
    graph: {
      ...graph,
      inputs: graph.inputs.map(info),
      outputs: graph.outputs.map(info),
      values: new Map([...graph.values].map(([name, value]) => [name, info(value)])),
    },
  };
}

/**
 * Weights of a graph that are known: initializers of float32, and of float16 that a Cast turns into
 * float32, as files of stored weights have them. They stay stored as they are. PyTorch's exporter writes equal
 * ones once, and an Identity for each other use.
 */
import { cast } from '../../build/ops.ts';
import type { GraphBuilder } from '../../build/graph-builder.ts';
import type { Value } from '../../build/value.ts';
import type { DataType } from '../../graph/data-type.ts';
import type { Constant, Graph } from '../../graph/graph.ts';
import { producers } from '../../graph/walk.ts';

/** Looks up the numbers of a float32 value, as they are stored. */
export function weightsOf(graph: Graph): (name: string) => Constant | undefined {
  const made = producers(graph);
  const stored = (name: string, dtype: DataType) => {
    const constant = graph.initializers.get(name);
    return constant?.dtype === dtype ? constant : undefined;
  };
  return (name) => {
    const { op, domain, inputs: [source = ''] = [] } = made.get(name) ?? {};
    if (op === undefined) return stored(name, 'float32');
    if (domain !== '') return undefined;
    if (op === 'Identity') return stored(source, 'float32');
    return op === 'Cast' ? stored(source, 'float16') : undefined;
  };
}

/** Stored numbers as a float32 value. */
export function weight(graph: GraphBuilder, stored: Constant): Value {
  return cast(graph, graph.constant(stored), 'float32');
}

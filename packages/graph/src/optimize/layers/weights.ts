/**
 * Weights of a graph that are known: initializers of float32, and of float16 that a Cast turns into
 * float32, as files of stored weights have them. They stay stored as they are.
 */
import { cast } from '../../build/ops.ts';
import type { GraphBuilder } from '../../build/graph-builder.ts';
import type { Value } from '../../build/value.ts';
import type { Constant, Graph } from '../../graph/graph.ts';
import { producers } from '../../graph/walk.ts';

/** Looks up the numbers of a float32 value, as they are stored. */
export function weightsOf(graph: Graph): (name: string) => Constant | undefined {
  const made = producers(graph);
  return (name) => {
    const own = graph.initializers.get(name);
    if (own) return own.dtype === 'float32' ? own : undefined;
    const maker = made.get(name);
    if (maker?.op !== 'Cast' || maker.domain !== '') return undefined;
    const stored = graph.initializers.get(maker.inputs[0] ?? '');
    return stored?.dtype === 'float16' ? stored : undefined;
  };
}

/** Stored numbers as a float32 value. */
export function weight(graph: GraphBuilder, stored: Constant): Value {
  return cast(graph, graph.constant(stored), 'float32');
}

/**
 * Splits a conditional generator where its label meets the noise. What the network makes of the label alone,
 * a one-hot vector or an embedding, becomes an input, which may then lie between those of classes.
 */
import type { Graph } from '@ganport/graph';
import { usedBy } from '@ganport/graph/internal';

export interface SplitGraph {
  /** The values that depend on the label alone, and that the rest of the network takes. */
  readonly values: readonly string[];
  /** The nodes of the rest. */
  readonly nodes: Graph['nodes'];
}

/** Undefined where the label itself meets other values, or where an output depends on it alone. */
export function splitAtLabel(graph: Graph, label: string): SplitGraph | undefined {
  const constants = new Set(graph.initializers.keys());
  const derived = new Set([label]);
  const values = new Set<string>();
  const nodes = graph.nodes.filter((node) => {
    const used = [...usedBy(node)];
    if (used.every((name) => constants.has(name))) {
      for (const name of node.outputs) constants.add(name);
      return true;
    }
    if (used.every((name) => constants.has(name) || derived.has(name))) {
      for (const name of node.outputs) derived.add(name);
      return false;
    }
    for (const name of used) if (derived.has(name)) values.add(name);
    return true;
  });
  const isOutput = graph.outputs.some(({ name }) => derived.has(name));
  if (isOutput || values.has(label) || values.size === 0) return undefined;
  return { values: [...values], nodes };
}

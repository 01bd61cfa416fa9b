/** Dead code: nodes and initializers that no output depends on. */
import type { Graph, Node } from '../graph/graph.ts';
import { usedBy } from '../graph/walk.ts';

/**
 * Removes nodes and initializers that no output depends on.
 *
 * @example
 * const generator = eliminateDeadCode({ ...graph, outputs: graph.outputs.slice(0, 1) });
 */
export function eliminateDeadCode(graph: Graph): Graph {
  const needed = new Set(graph.outputs.map(({ name }) => name));
  const nodes: Node[] = [];
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some((output) => needed.has(output))) continue;
    nodes.push(node);
    for (const name of usedBy(node)) needed.add(name);
  }
  nodes.reverse();
  const made = new Set<string>();
  for (const { outputs } of nodes) for (const name of outputs) made.add(name);
  const hasDead = (names: Iterable<string>, living: ReadonlySet<string>) => {
    for (const name of names) if (!living.has(name)) return true;
    return false;
  };
  const isWhole =
    nodes.length === graph.nodes.length &&
    !hasDead(graph.initializers.keys(), needed) &&
    !hasDead(graph.values.keys(), made);
  if (isWhole) return graph;
  const initializers = new Map([...graph.initializers].filter(([name]) => needed.has(name)));
  const values = new Map([...graph.values].filter(([name]) => made.has(name)));
  return { ...graph, nodes, initializers, values };
}

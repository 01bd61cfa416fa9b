/**
 * A pass makes a graph simpler or faster and computes the same. It reads operators as opset 13 and
 * later define them, leaves alone what it does not know, and gives back the graph itself, not a
 * copy, when there is nothing to do: that is how `runPasses` sees that it is finished.
 */
import type { Graph, Node } from '../graph/graph.ts';

export type Pass = (graph: Graph) => Graph;

/** More rounds than any graph has needed; passes that undo each other would go round for ever. */
const maxRounds = 20;

/** Runs the passes in turn, over and over, until none of them finds anything to do. */
export function runPasses(graph: Graph, passes: readonly Pass[]): Graph {
  let current = graph;
  let idle = 0;
  for (let turn = 0; turn < maxRounds * passes.length && idle < passes.length; turn++) {
    const next = passes[turn % passes.length]?.(current) ?? current;
    idle = next === current ? idle + 1 : 0;
    current = next;
  }
  return current;
}

/**
 * Whether the nodes are the graph's own. Another order counts for nothing: two passes that each
 * have one of their own would take turns for ever.
 */
export function sameNodes(graph: Graph, nodes: readonly Node[]): boolean {
  const own = new Set(graph.nodes);
  return nodes.length === own.size && nodes.every((node) => own.has(node));
}

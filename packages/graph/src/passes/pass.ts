/**
 * A pass makes a graph simpler or faster without changing what it computes. It reads operators as opset
 * 13 and later define them and leaves unknown operators alone. When there is nothing to do it returns
 * the graph itself, not a copy, so that `runPasses` knows when to stop.
 */
import type { Graph, Node } from '../graph/graph.ts';

export type Pass = (graph: Graph) => Graph;

/** More rounds than any graph has needed. Passes that undo each other would never stop. */
const maxRounds = 20;

/**
 * Runs the passes in turn, again and again, until none of them changes the graph.
 *
 * @throws Error when the passes do not stop
 * @example
 * const smaller = runPasses(graph, [foldConstants, eliminateDeadCode]);
 */
export function runPasses(graph: Graph, passes: readonly Pass[]): Graph {
  let current = graph;
  let idle = 0;
  /** The graph that each pass left as it was. Some are in the list twice. */
  const left = new Map<Pass, Graph>();
  for (let turn = 0; turn < maxRounds * passes.length && idle < passes.length; turn++) {
    const pass = passes[turn % passes.length] as Pass;
    const next = left.get(pass) === current ? current : pass(current);
    if (next === current) left.set(pass, current);
    idle = next === current ? idle + 1 : 0;
    current = next;
  }
  return current;
}

/**
 * Whether the nodes are the graph's own, in any order: two passes that order nodes differently would
 * otherwise never stop.
 */
export function sameNodes(graph: Graph, nodes: readonly Node[]): boolean {
  const own = new Set(graph.nodes);
  return nodes.length === own.size && nodes.every((node) => own.has(node));
}

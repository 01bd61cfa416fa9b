/** A Concat whose input is a Concat along the same axis, as tfjs stacks indices before it gathers. */
import { getInt } from '../graph/attributes.ts';
import type { Graph, Node } from '../graph/graph.ts';
import { consumers, onlyUses, producers } from '../graph/walk.ts';
import { type Facts, factsOf } from './facts.ts';
import { fromStart } from './permutation.ts';

/**
 * Joins what is joined along the same axis at once, where nothing else reads the part.
 *
 * @example
 * // a = Concat<axis = 1>(x, y); z = Concat<axis = 1>(w, a)  →  z = Concat<axis = 1>(w, x, y)
 * const smaller = flattenConcats(graph);
 */
export function flattenConcats(graph: Graph): Graph {
  const facts = factsOf(graph);
  const made = producers(graph);
  const users = consumers(graph);
  const isOnlyUse = onlyUses(graph);
  const inner = new Set<Node>();
  /** The inputs in place of a value that only the outer Concat reads. */
  const partsOf = (name: string, axis: number): readonly string[] => {
    const node = made.get(name);
    if (!node || !isOnlyUse(name) || axisOf(node, facts) !== axis) return [name];
    const [outer] = users.get(name) ?? [];
    // A Concat may read a value twice.
    if (outer?.inputs.filter((input) => input === name).length !== 1) return [name];
    inner.add(node);
    return node.inputs.flatMap((input) => partsOf(input, axis));
  };
  // From the end, so that a chain is joined once.
  const joined = new Map<Node, Node>();
  for (const node of graph.nodes.toReversed()) {
    const axis = inner.has(node) ? undefined : axisOf(node, facts);
    if (axis === undefined) continue;
    const inputs = node.inputs.flatMap((input) => partsOf(input, axis));
    if (inputs.length > node.inputs.length) joined.set(node, { ...node, inputs });
  }
  if (joined.size === 0) return graph;
  const nodes = graph.nodes.filter((node) => !inner.has(node));
  return { ...graph, nodes: nodes.map((node) => joined.get(node) ?? node) };
}

function axisOf(node: Node, { shape }: Facts): number | undefined {
  const rank = shape(node.outputs[0] ?? '')?.length;
  if (node.op !== 'Concat' || node.domain !== '' || rank === undefined) return undefined;
  return fromStart(getInt(node, 'axis') ?? 0, rank);
}

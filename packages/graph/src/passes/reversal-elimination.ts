/** Removes reversals of reversals, as those of a bidirectional layer that is asked for its sequences. */
import type { Graph, Node } from '../graph/graph.ts';
import { producers } from '../graph/walk.ts';
import { removeAliases } from './alias.ts';
import { factsOf, type Facts } from './facts.ts';

/**
 * A Slice that reverses what another one has reversed becomes the value before both.
 *
 * @example
 * // a = Slice(x, [-1], [-2147483648], [1], [-1]); y = Slice(a, …the same)  →  y = Identity(x)
 * const smaller = eliminateReversals(graph);
 */
export function eliminateReversals(graph: Graph): Graph {
  const facts = factsOf(graph);
  const made = producers(graph);
  const aliases = new Map<Node, readonly string[]>();
  for (const node of graph.nodes) {
    const axes = reversedAxes(node, facts);
    const [input = ''] = node.inputs;
    const before = axes === undefined ? undefined : made.get(input);
    const [source] = before?.inputs ?? [];
    if (before === undefined || source === undefined) continue;
    if (reversedAxes(before, facts) === axes) aliases.set(node, [source]);
  }
  return removeAliases(graph, aliases);
}

/** No axis is longer. */
const longest = 2 ** 31;

/** The axes that a Slice reverses as a whole, as text; undefined for any other node. */
function reversedAxes({ op, domain, inputs }: Node, { integers }: Facts): string | undefined {
  if (op !== 'Slice' || domain !== '') return undefined;
  const [starts, ends, axes, steps] = inputs.slice(1, 5).map(integers);
  const isWhole =
    starts?.every((start) => start === -1) &&
    ends?.every((end) => end <= -longest) &&
    steps?.every((step) => step === -1);
  return isWhole ? axes?.join() : undefined;
}

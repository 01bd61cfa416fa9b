/**
 * A pass for weights that are stored in 8 or 16 bits: what only moves elements is computed once, on the
 * stored tensor, and not on each run on the float32 form.
 */
import { getInt, getInts, int } from '../graph/attributes.ts';
import type { Graph, Node } from '../graph/graph.ts';
import { onlyUses, producers } from '../graph/walk.ts';
import { type Facts, factsOf } from '../passes/facts.ts';
import { layoutFolds } from '../passes/fold-layout.ts';
import { fromStart, identity } from '../passes/permutation.ts';

/** Operators that only move the elements of their first input. */
const layouts = new Set('Flatten Identity Reshape Slice Squeeze Transpose Unsqueeze'.split(' '));

/**
 * Applies layout operators behind the Cast, DequantizeLinear, Mul and Add of a stored weight to the stored
 * tensor.
 *
 * @example
 * // a = Cast(w); y = Transpose(a)  →  y = Cast(w')
 * const moved = moveStoredLayouts(graph);
 */
export function moveStoredLayouts(graph: Graph): Graph {
  let current = graph;
  // Each round moves one operator of each weight.
  for (let next = moveOnce(current); next !== current; next = moveOnce(current)) current = next;
  return current;
}

function moveOnce(graph: Graph): Graph {
  const facts = factsOf(graph);
  const chainOf = chainFinder(graph, facts);
  const initializers = new Map(graph.initializers);
  const values = new Map(graph.values);
  const replaced = new Map<Node, readonly Node[]>();
  for (const node of graph.nodes) {
    const [input = '', ...rest] = node.inputs;
    if (node.domain !== '' || !layouts.has(node.op)) continue;
    const chain = chainOf(input);
    const first = chain?.[0];
    const name = first?.inputs[0] ?? '';
    const weight = facts.constant(name);
    const operands = rest.map((operand) => facts.constant(operand));
    if (chain === undefined || first === undefined || weight === undefined) continue;
    if (operands.includes(undefined)) continue;
    const attributes = attributesAfter(first, node, facts);
    const moved = layoutFolds.get(node.op)?.([weight, ...operands], node);
    if (attributes === undefined || moved === undefined) continue;
    initializers.set(name, moved);
    for (const link of chain) {
      replaced.set(link, []);
      for (const output of link.outputs) values.delete(output);
    }
    const links = [{ ...first, attributes }, ...chain.slice(1)];
    replaced.set(
      node,
      links.map((link, at) =>
        at === links.length - 1 ? { ...link, outputs: node.outputs } : link,
      ),
    );
  }
  if (replaced.size === 0) return graph;
  const nodes = graph.nodes.flatMap((node) => replaced.get(node) ?? [node]);
  return { ...graph, nodes, initializers, values };
}

const stored = new Set(['float16', 'int8', 'uint8', 'uint16']);

/**
 * Finds the nodes that make a value of a stored weight, from the weight on: a Cast or DequantizeLinear,
 * perhaps with products and sums with one number behind it. Nothing else uses what is between them.
 */
function chainFinder(graph: Graph, facts: Facts): (name: string) => Node[] | undefined {
  const made = producers(graph);
  const isOnlyUse = onlyUses(graph);
  const chainOf = (name: string): Node[] | undefined => {
    const node = made.get(name);
    if (node === undefined || node.domain !== '' || !isOnlyUse(name)) return undefined;
    const [first = '', second = ''] = node.inputs;
    if (node.op === 'Cast' || node.op === 'DequantizeLinear') {
      return stored.has(facts.constant(first)?.dtype ?? '') && isOnlyUse(first)
        ? [node]
        : undefined;
    }
    const isScalar = facts.constant(second)?.data.length === 1;
    if ((node.op !== 'Mul' && node.op !== 'Add') || !isScalar) return undefined;
    const before = chainOf(first);
    return before && [...before, node];
  };
  return chainOf;
}

/** The attributes of a dequantizing node behind the layout; undefined where it cannot be there. */
function attributesAfter(node: Node, layout: Node, facts: Facts): Node['attributes'] | undefined {
  if (node.op !== 'DequantizeLinear') return node.attributes;
  const scale = facts.constant(node.inputs[1] ?? '');
  if (scale === undefined) return undefined;
  if (scale.data.length === 1) return node.attributes;
  const rank = facts.constant(node.inputs[0] ?? '')?.shape.length ?? 0;
  if (layout.op !== 'Transpose' || scale.shape.length !== 1) return undefined;
  const permutation = getInts(layout, 'perm') ?? identity(rank).toReversed();
  const axis = fromStart(getInt(node, 'axis') ?? 1, rank);
  return { ...node.attributes, axis: int(permutation.indexOf(axis)) };
}

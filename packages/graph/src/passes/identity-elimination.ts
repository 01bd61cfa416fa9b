/**
 * Removes nodes that return their first input unchanged, and reshapes whose result is only reshaped
 * again. transpose-elimination.ts removes transposes.
 */
import { dataTypeOf } from '../graph/data-type.ts';
import { entryOf, getInt, getInts } from '../graph/attributes.ts';
import type { Graph, Node } from '../graph/graph.ts';
import { producers } from '../graph/walk.ts';
import { sameShape } from '../graph/shape.ts';
import { removeAliases } from './alias.ts';
import { type Facts, factsOf } from './facts.ts';

/**
 * Removes nodes that return their first input unchanged.
 *
 * @example
 * // a = Reshape(x, [4, 2]); y = Reshape(a, [8])  →  y = Reshape(x, [8])
 * const smaller = eliminateIdentities(graph);
 */
export function eliminateIdentities(graph: Graph): Graph {
  const facts = factsOf(graph);
  const aliases = new Map<Node, readonly string[]>();
  for (const node of graph.nodes) {
    const [input] = node.inputs;
    if (input === undefined || input === '' || node.domain !== '') continue;
    if (entryOf(identities, node.op)?.(node, facts)) aliases.set(node, [input]);
  }
  return skipReshapes(removeAliases(graph, aliases));
}

/** Whether a node of this operator returns its first input. */
const identities: Readonly<Record<string, (node: Node, facts: Facts) => boolean>> = {
  Identity: () => true,
  Cast: (node, { type }) => {
    const to = dataTypeOf(getInt(node, 'to') ?? 0);
    return to !== undefined && type(node.inputs[0] ?? '')?.dtype === to;
  },
  Reshape: keepsShape,
  Flatten: keepsShape,
  Squeeze: keepsShape,
  Unsqueeze: keepsShape,
  Expand: keepsShape,
  Concat: onlyInput,
  Sum: onlyInput,
  Max: onlyInput,
  Min: onlyInput,
  Mean: onlyInput,
  // All that a slice of a step of 1 has, where it has as much.
  Slice: (node, facts) => {
    const steps = node.inputs[4] ?? '';
    const isPlain = steps === '' || facts.integers(steps)?.every((step) => step === 1) === true;
    return isPlain && keepsShape(node, facts);
  },
  Tile: (node, { integers }) => integers(node.inputs[1])?.every((count) => count === 1) ?? false,
  Pad: (node, { integers }) => {
    const pads = integers(node.inputs[1]) ?? getInts(node, 'pads');
    return pads?.every((count) => count === 0) ?? false;
  },
};

function keepsShape(node: Node, { shape }: Facts): boolean {
  const before = shape(node.inputs[0] ?? '');
  const after = shape(node.outputs[0] ?? '');
  return before !== undefined && after !== undefined && sameShape(before, after);
}

function onlyInput(node: Node): boolean {
  return node.inputs.length === 1;
}

/** Operators that change the shape and keep the order of the elements. */
const reshapes = new Set(['Reshape', 'Flatten', 'Squeeze', 'Unsqueeze']);

/** A Reshape of a reshaped value reads the original value, unless its shape copies sizes. */
function skipReshapes(graph: Graph): Graph {
  const { integers } = factsOf(graph);
  const made = producers(graph);
  let changed = false;
  const nodes = graph.nodes.map((node) => {
    if (node.op !== 'Reshape' || node.domain !== '') return node;
    const target = integers(node.inputs[1]);
    if (target === undefined || (target.includes(0) && getInt(node, 'allowzero') !== 1))
      return node;
    const [input, ...rest] = node.inputs;
    let source = input ?? '';
    for (let maker = made.get(source); maker !== undefined; maker = made.get(source)) {
      if (!reshapes.has(maker.op) || maker.domain !== '') break;
      source = maker.inputs[0] ?? '';
    }
    if (source === input) return node;
    changed = true;
    return { ...node, inputs: [source, ...rest] };
  });
  return changed ? { ...graph, nodes } : graph;
}

/**
 * Merges nodes with the same operator, inputs and attributes, and initializers with the same contents.
 * Operators that draw random numbers are never merged.
 */
import { contentKey, sameConstant, typeKey } from '../graph/constant.ts';
import type { Attribute, Constant, Graph, Node } from '../graph/graph.ts';
import { bodiesOf, replaceUses } from '../graph/walk.ts';
import { removeAliases } from './alias.ts';

const drawsRandomly = new Set([
  'Bernoulli',
  'Dropout',
  'Multinomial',
  'RandomNormal',
  'RandomNormalLike',
  'RandomUniform',
  'RandomUniformLike',
]);

/** Operators for which a ∘ b and b ∘ a are the same number to the last bit. */
const commutes = new Set(['Add', 'Mul', 'And', 'Or', 'Xor', 'Equal', 'BitwiseAnd', 'BitwiseOr']);

/**
 * Merges equal nodes and equal initializers.
 *
 * @example
 * // a = Exp(x); b = Exp(x); y = Add(a, b)  →  a = Exp(x); y = Add(a, a)
 * const smaller = eliminateCommonSubexpressions(graph);
 */
export function eliminateCommonSubexpressions(graph: Graph): Graph {
  return mergeNodes(mergeInitializers(graph));
}

function mergeInitializers(graph: Graph): Graph {
  const isOutput = new Set(graph.outputs.map(({ name }) => name));
  const number = constantNumbers([...graph.initializers.values()]);
  const first = new Map<number, string>();
  const renames = new Map<string, string>();
  for (const [name, constant] of graph.initializers) {
    const id = number(constant);
    const known = first.get(id);
    if (known === undefined) first.set(id, name);
    else if (!isOutput.has(name)) renames.set(name, known);
  }
  if (renames.size === 0) return graph;
  const initializers = new Map([...graph.initializers].filter(([name]) => !renames.has(name)));
  return { ...graph, initializers, nodes: replaceUses(graph.nodes, renames) };
}

function mergeNodes(graph: Graph): Graph {
  const number = constantNumbers([]);
  const first = new Map<string, Node>();
  const aliases = new Map<Node, readonly string[]>();
  const renames = new Map<string, string>();
  for (const node of graph.nodes) {
    if (drawsRandomly.has(node.op) || bodiesOf(node).length > 0) continue;
    const key = nodeKey(node, renames, number);
    const known = first.get(key);
    if (known === undefined) {
      first.set(key, node);
      continue;
    }
    aliases.set(node, known.outputs);
    for (const [index, output] of node.outputs.entries()) {
      renames.set(output, known.outputs[index] ?? output);
    }
  }
  return removeAliases(graph, aliases);
}

function nodeKey(
  node: Node,
  renames: ReadonlyMap<string, string>,
  number: (constant: Constant) => number,
): string {
  const inputs = node.inputs.map((name) => renames.get(name) ?? name);
  if (node.domain === '' && commutes.has(node.op)) inputs.sort();
  const attributes = Object.entries(node.attributes)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, attribute]) => [name, attribute.type, attributeKey(attribute, number)]);
  const asked = node.outputs.map((output) => output !== '');
  return JSON.stringify([node.domain, node.op, inputs, attributes, asked]);
}

function attributeKey(attribute: Attribute, number: (constant: Constant) => number): string {
  if (attribute.type === 'tensor') return String(number(attribute.value));
  // JSON has neither -0 nor NaN.
  return JSON.stringify(attribute.value, (_, value: unknown) =>
    typeof value === 'number' ? `${Object.is(value, -0) ? '-' : ''}${value}` : value,
  );
}

/**
 * A function that numbers tensors: equal tensors, and no others, have the same number. It compares the
 * contents of a tensor only where another one of `all` has the same type and shape.
 */
function constantNumbers(all: readonly Constant[]): (constant: Constant) => number {
  const counts = new Map<string, number>();
  for (const { dtype, shape } of all) {
    const key = typeKey(dtype, shape);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const known = new Map<string, { constant: Constant; number: number }[]>();
  let next = 0;
  return (constant) => {
    const type = typeKey(constant.dtype, constant.shape);
    if (counts.get(type) === 1) return next++;
    const key = contentKey(constant);
    const candidates = known.get(key) ?? [];
    const same = candidates.find((candidate) => sameConstant(candidate.constant, constant));
    if (same !== undefined) return same.number;
    known.set(key, [...candidates, { constant, number: next }]);
    return next++;
  };
}

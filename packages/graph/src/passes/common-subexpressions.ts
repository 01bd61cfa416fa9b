/**
 * Merges nodes with the same operator, inputs and attributes, and initializers with the same contents.
 * Operators that draw random numbers are never merged.
 */
import { contentKey, sameConstant, typeKey } from '../graph/constant.ts';
import type { Attribute, Constant, Graph, Node } from '../graph/graph.ts';
import { bodiesOf, replaceUses } from '../graph/walk.ts';
import { removeAliases } from './alias.ts';

/** Operators of which each run has other results. */
export const randomOperators: ReadonlySet<string> = new Set([
  'Bernoulli',
  'Multinomial',
  'RandomNormal',
  'RandomNormalLike',
  'RandomUniform',
  'RandomUniformLike',
]);

/** In training, Dropout draws, too. */
const drawsRandomly = new Set([...randomOperators, 'Dropout']);

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
  /** Nodes that may be equal, by what is found without their keys: most nodes are alone and need none. */
  const places = new Map<string, { readonly first: Node; byKey?: Map<string, Node> }>();
  const aliases = new Map<Node, readonly string[]>();
  const renames = new Map<string, string>();
  const keyOf = (node: Node) => nodeKey(node, inputsOf(node, renames), number);
  for (const node of graph.nodes) {
    if (drawsRandomly.has(node.op) || bodiesOf(node).length > 0) continue;
    const [input = ''] = inputsOf(node, renames);
    const name = `${node.op} ${input}`;
    const place = places.get(name);
    if (place === undefined) {
      places.set(name, { first: node });
      continue;
    }
    place.byKey ??= new Map([[keyOf(place.first), place.first]]);
    const key = keyOf(node);
    const known = place.byKey.get(key);
    if (known === undefined) {
      place.byKey.set(key, node);
      continue;
    }
    aliases.set(node, known.outputs);
    for (const [index, output] of node.outputs.entries()) {
      renames.set(output, known.outputs[index] ?? output);
    }
  }
  return removeAliases(graph, aliases);
}

/** What a node reads, in an order in which equal nodes have it. */
function inputsOf(node: Node, renames: ReadonlyMap<string, string>): readonly string[] {
  const inputs = node.inputs.map((name) => renames.get(name) ?? name);
  return node.domain === '' && commutes.has(node.op) ? inputs.toSorted() : inputs;
}

function nodeKey(
  node: Node,
  inputs: readonly string[],
  number: (constant: Constant) => number,
): string {
  const asked = node.outputs.map((output) => (output === '' ? '-' : '+')).join('');
  const attributes = attributesKey(node.attributes, number);
  return JSON.stringify([node.domain, node.op, asked, attributes, ...inputs]);
}

/** Keys of attributes without tensors, whose numbers differ from call to call. */
const attributeKeys = new WeakMap<Node['attributes'], string>();

function attributesKey(
  attributes: Node['attributes'],
  number: (constant: Constant) => number,
): string {
  const known = attributeKeys.get(attributes);
  if (known !== undefined) return known;
  const entries = Object.entries(attributes);
  const key = entries
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, attribute]) => `${name} ${attributeKey(attribute, number)}`)
    .join();
  if (entries.every(([, { type }]) => type !== 'tensor')) attributeKeys.set(attributes, key);
  return key;
}

function attributeKey(attribute: Attribute, number: (constant: Constant) => number): string {
  const { type } = attribute;
  if (attribute.type === 'tensor') return `${type} ${number(attribute.value)}`;
  // JSON has neither -0 nor NaN.
  const parts = [attribute.value]
    .flat()
    .map((one) => (typeof one === 'number' ? numberKey(one) : one));
  return `${type} ${JSON.stringify(parts)}`;
}

const numberKey = (value: number) => (Object.is(value, -0) ? '-0' : String(value));

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

/**
 * Turns images of one column into images of one row. tfjs convolves signals as images of height 1 and
 * pools them as images of width 1; alike, they need no reshape between them.
 */
import { getInts, ints } from '../graph/attributes.ts';
import { int64Vector, reshaped } from '../graph/constant.ts';
import type { Constant, Graph, Node, ValueInfo } from '../graph/graph.ts';
import { consumers, freshNames, producers } from '../graph/walk.ts';
import { type Facts, factsOf } from './facts.ts';

const sliding = new Set(['Conv', 'AveragePool', 'MaxPool']);
const toChannelsFirst = '0,3,1,2';
const toChannelsLast = '0,2,3,1';

/** Unsqueeze, transpose, slide, transpose back, squeeze. */
interface Chain {
  readonly unsqueeze: Node;
  readonly first: Node;
  readonly slide: Node;
  readonly last: Node;
  readonly squeeze: Node;
}

/**
 * Turns images of one column, made of signals [N, L, C], into images of one row.
 *
 * @example
 * // [N, L, 1, C] → MaxPool<kernel_shape = [2, 1]>  →  [N, 1, L, C] → MaxPool<kernel_shape = [1, 2]>
 * const alike = layNarrowImages(graph);
 */
export function layNarrowImages(graph: Graph): Graph {
  const facts = factsOf(graph);
  const made = producers(graph);
  const users = consumers(graph);
  const fresh = freshNames(graph);
  const initializers = new Map(graph.initializers);
  const values = new Map(graph.values);
  const isOutput = new Set(graph.outputs.map(({ name }) => name));
  const onlyUser = (node: Node): Node | undefined => {
    const [output = ''] = node.outputs;
    const [user, ...others] = users.get(output) ?? [];
    return isOutput.has(output) || others.length > 0 ? undefined : user;
  };
  const chainOf = (slide: Node): Chain | undefined => {
    const first = made.get(slide.inputs[0] ?? '');
    const unsqueeze = made.get(first?.inputs[0] ?? '');
    const last = onlyUser(slide);
    const squeeze = last && onlyUser(last);
    if (!first || !unsqueeze || !squeeze || onlyUser(first) !== slide) return undefined;
    if (onlyUser(unsqueeze) !== first || !isColumn(slide, facts)) return undefined;
    const fits =
      isAlong(unsqueeze, 'Unsqueeze', facts) &&
      isAlong(squeeze, 'Squeeze', facts) &&
      isTranspose(first, toChannelsFirst) &&
      isTranspose(last, toChannelsLast);
    return fits ? { unsqueeze, first, slide, last, squeeze } : undefined;
  };
  const replaced = new Map<Node, Node>();
  for (const node of graph.nodes) {
    if (node.domain !== '' || !sliding.has(node.op)) continue;
    const chain = chainOf(node);
    if (chain === undefined) continue;
    const axis = fresh(`${node.name}/axis`);
    initializers.set(axis, int64Vector([1]));
    for (const end of [chain.unsqueeze, chain.squeeze]) {
      replaced.set(end, { ...end, inputs: [end.inputs[0] ?? '', axis] });
    }
    for (const { outputs } of [chain.unsqueeze, chain.last]) {
      swapSizes(values, outputs[0] ?? '', [1, 2]);
    }
    for (const { outputs } of [chain.first, node]) swapSizes(values, outputs[0] ?? '', [2, 3]);
    const [x = '', weight = '', ...more] = node.inputs;
    const constant = facts.constant(weight);
    const attributes = { ...node.attributes, ...swappedAttributes(node) };
    if (constant === undefined) replaced.set(node, { ...node, attributes });
    else {
      const name = fresh(weight);
      initializers.set(name, laid(constant));
      replaced.set(node, { ...node, inputs: [x, name, ...more], attributes });
    }
  }
  if (replaced.size === 0) return graph;
  const nodes = graph.nodes.map((node) => replaced.get(node) ?? node);
  return { ...graph, nodes, initializers, values };
}

/** Whether the operator slides along the height of images [N, C, L, 1]. */
function isColumn(node: Node, { shape, constant }: Facts): boolean {
  const [input = '', weight] = node.inputs;
  const [before, after] = [shape(input), shape(node.outputs[0] ?? '')];
  const kernel = getInts(node, 'kernel_shape') ?? [];
  const isFlat = kernel.length === 2 && kernel[0] !== 1 && kernel[1] === 1;
  const [, left, , right] = getInts(node, 'pads') ?? [0, 0, 0, 0];
  const isConstant = weight === undefined || constant(weight) !== undefined;
  const areColumns = before?.length === 4 && before[3] === 1 && after?.[3] === 1;
  return isFlat && isConstant && areColumns && left === 0 && right === 0;
}

function isAlong(node: Node, op: 'Unsqueeze' | 'Squeeze', { integers }: Facts): boolean {
  return node.op === op && node.domain === '' && integers(node.inputs[1])?.join() === '2';
}

function isTranspose(node: Node | undefined, permutation: string): boolean {
  return node?.op === 'Transpose' && getInts(node, 'perm')?.join() === permutation;
}

/** Pads have every begin, then every end. */
const orders = { kernel_shape: [1, 0], strides: [1, 0], dilations: [1, 0], pads: [1, 0, 3, 2] };

function swappedAttributes(node: Node): Node['attributes'] {
  return Object.fromEntries(
    Object.entries(orders).flatMap(([name, order]) => {
      const given = getInts(node, name);
      return given ? [[name, ints(order.map((index) => given[index] ?? 0))]] : [];
    }),
  );
}

/** A filter [out, in, k, 1] as [out, in, 1, k]. */
function laid(constant: Constant): Constant {
  const [out = 1, channels = 1, height = 1, width = 1] = constant.shape;
  return reshaped(constant, [out, channels, width, height]);
}

function swapSizes(
  values: Map<string, ValueInfo>,
  name: string,
  [a, b]: readonly [number, number],
): void {
  const type = values.get(name);
  if (type === undefined) return;
  const { shape } = type;
  values.set(name, { ...type, shape: shape.with(a, shape[b] ?? 1).with(b, shape[a] ?? 1) });
}

/**
 * Turns images of one column into images of one row. tfjs convolves signals as images of height 1 and
 * pools them as images of width 1; alike, they need no reshape between them.
 */
import { getInts, ints } from '../graph/attributes.ts';
import { int64Vector, reshaped } from '../graph/constant.ts';
import type { Constant, Dim, Graph, Node, ValueInfo } from '../graph/graph.ts';
import { consumers, freshNames, producers } from '../graph/walk.ts';
import { type Facts, factsOf } from './facts.ts';
import { isReshape, plainForm, type PlainForm } from './reshape-normalization.ts';
import { reshapeTarget } from './reshape-target.ts';

const sliding = new Set(['Conv', 'AveragePool', 'MaxPool']);
const toChannelsFirst = '0,3,1,2';
const toChannelsLast = '0,2,3,1';

/** The nodes around a sliding operator: reshape to [N, L, 1, C], transpose; transpose back, reshape. */
interface Chain {
  readonly entry: Node;
  readonly first: Node;
  readonly last: Node;
  readonly exit: Node;
}

/**
 * Turns images of one column, which come from a reshape and go to one, into images of one row.
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
    const entry = made.get(first?.inputs[0] ?? '');
    const last = onlyUser(slide);
    const exit = last && onlyUser(last);
    if (!first || !entry || !exit || onlyUser(first) !== slide) return undefined;
    if (onlyUser(entry) !== first || !isColumn(slide, facts)) return undefined;
    const fits =
      isReshape(entry) &&
      isReshape(exit) &&
      isTranspose(first, toChannelsFirst) &&
      isTranspose(last, toChannelsLast);
    return fits ? { entry, first, last, exit } : undefined;
  };
  const replaced = new Map<Node, Node>();
  const replaceReshape = (node: Node, { op, numbers }: PlainForm) => {
    const parameter = fresh(`${node.name}/${op}`);
    initializers.set(parameter, int64Vector(numbers));
    const inputs = [node.inputs[0] ?? '', parameter];
    replaced.set(node, { ...node, op, inputs, attributes: {} });
  };
  for (const node of graph.nodes) {
    if (node.domain !== '' || !sliding.has(node.op)) continue;
    const chain = chainOf(node);
    if (chain === undefined) continue;
    const { entry, first, last, exit } = chain;
    const ways = [
      wayBetween(shapeOf(entry.inputs), swapped(shapeOf(entry.outputs))),
      wayBetween(swapped(shapeOf(exit.inputs)), shapeOf(exit.outputs)),
    ];
    const [into, back] = ways;
    if (!into || !back || replaced.has(entry)) continue;
    replaceReshape(entry, into);
    replaceReshape(exit, back);
    for (const { outputs } of [entry, last]) swapSizes(values, outputs[0] ?? '', 1);
    for (const { outputs } of [first, node]) swapSizes(values, outputs[0] ?? '', 2);
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

  function shapeOf([name = '']: readonly string[]): readonly Dim[] | undefined {
    return facts.shape(name);
  }
}

/** A reshape that leaves the shape as it is, is a Reshape too; another pass removes it. */
function wayBetween(
  before: readonly Dim[] | undefined,
  after: readonly Dim[] | undefined,
): PlainForm | undefined {
  const plain = before && after && plainForm(before, after);
  if (plain?.op !== 'Identity') return plain;
  const numbers = after && reshapeTarget(after);
  return numbers && { op: 'Reshape', numbers };
}

/** The height and the width of [N, H, W, C] change places. */
function swapped(shape: readonly Dim[] | undefined): readonly Dim[] | undefined {
  const [batch = 1, height = 1, width = 1, channels = 1] = shape ?? [];
  return shape && [batch, width, height, channels];
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

/** The sizes of this axis and of the next one change places. */
function swapSizes(values: Map<string, ValueInfo>, name: string, axis: number): void {
  const type = values.get(name);
  if (type === undefined) return;
  const [a = 1, b = 1] = type.shape.slice(axis);
  values.set(name, { ...type, shape: type.shape.toSpliced(axis, 2, b, a) });
}

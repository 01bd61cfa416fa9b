/**
 * Moves reshapes behind elementwise operators, up to the reshape that undoes them or merges with them.
 * tfjs has convolutions of images alone: a network of signals squeezes each result and unsqueezes the
 * next input. Afterwards all of it has four axes, as ONNX Runtime has it fastest.
 */
import { getInt, int } from '../graph/attributes.ts';
import { reshaped } from '../graph/constant.ts';
import type { Constant, Dim, Graph, Node } from '../graph/graph.ts';
import { sameShape } from '../graph/shape.ts';
import { consumers, freshNames } from '../graph/walk.ts';
import { type Facts, factsOf } from './facts.ts';
import { fromStart, identity } from './permutation.ts';
import { isReshape } from './reshape-normalization.ts';

const elementwise = new Set(
  (
    'Abs Add Clip Div Elu Erf Exp Gelu HardSigmoid HardSwish LeakyRelu Log Max Min Mish Mul Neg Pow ' +
    'PRelu Reciprocal Relu Selu Sigmoid Softplus Sqrt Sub Tanh'
  ).split(' '),
);
const alongAxis = new Set(['Concat', 'Softmax', 'LogSoftmax']);

/** A value that is a reshape of another one. */
interface Carried extends Change {
  readonly source: string;
  readonly reshape: Node;
}

interface Change {
  readonly op: string;
  /** Of Squeeze and Unsqueeze: their axes, as axes of the longer shape. */
  readonly axes: readonly number[] | undefined;
  /** The shape before the reshape. */
  readonly before: readonly Dim[];
}

/**
 * Moves reshapes behind elementwise operators, where another reshape follows; a Squeeze also where its
 * value has one user.
 *
 * @example
 * // a = Squeeze(x, [2]); b = Relu(a); y = Unsqueeze(b, [2])  →  y = Relu(x)
 * const smaller = runPasses(graph, [sinkReshapes, eliminateIdentities, eliminateDeadCode]);
 */
export function sinkReshapes(graph: Graph): Graph {
  const facts = factsOf(graph);
  const fresh = freshNames(graph);
  const wanted = wantedValues(graph);
  const carried = new Map<string, Carried>();
  const users = consumers(graph);
  const isOutput = new Set(graph.outputs.map(({ name }) => name));
  const isOnlyUse = (name: string) =>
    !carried.has(name) || (users.get(name)?.length === 1 && !isOutput.has(name));
  const initializers = new Map(graph.initializers);
  const values = new Map(graph.values);
  let changed = false;

  const operand = (name: string, change: Change, rank: number): string | undefined => {
    const constant = facts.constant(name);
    const shape = facts.shape(name);
    if (constant === undefined) return shape && isBelow(shape, change, rank) ? name : undefined;
    const other = otherConstant(constant, change, rank);
    if (other === undefined || other.shape.join() === constant.shape.join()) return other && name;
    const chosen = fresh(name);
    initializers.set(chosen, other);
    return chosen;
  };

  const sink = (node: Node): readonly Node[] | undefined => {
    const [output = ''] = node.outputs;
    const type = facts.type(output);
    const first = node.inputs.find((name) => carried.has(name));
    const along = carried.get(first ?? '');
    if (!isMovable(node) || !type || !along) return undefined;
    // Behind its only user a Squeeze is no worse, and a bias meets its convolution.
    const isFree = along.op === 'Squeeze' && node.inputs.every((name) => isOnlyUse(name));
    if (!wanted.has(output) && !isFree) return undefined;
    const rank = type.shape.length;
    const shape = otherShape(type.shape, along, facts.shape(first ?? '') ?? []);
    const axis = otherAxis(node, along, rank);
    if (shape === undefined || axis === undefined) return undefined;
    const inputs = node.inputs.map((name) => {
      const own = carried.get(name);
      if (own !== undefined) return isSame(own, along) ? own.source : undefined;
      return name === '' || node.op === 'Clip' ? name : operand(name, along, rank);
    });
    const known = inputs.filter((name) => name !== undefined);
    if (known.length < inputs.length) return undefined;
    const source = fresh(output);
    values.set(source, { ...type, name: source, shape });
    carried.set(output, { ...along, source });
    const attributes = { ...node.attributes, ...axis };
    const name = fresh(`${output}/${along.op}`);
    const [, ...parameters] = along.reshape.inputs;
    return [
      { ...node, inputs: known, outputs: [source], attributes },
      { ...along.reshape, name, inputs: [source, ...parameters], outputs: [output] },
    ];
  };

  const nodes = graph.nodes.flatMap((node): readonly Node[] => {
    const change = isReshape(node) ? changeOf(node, facts) : undefined;
    if (change !== undefined) {
      const [source = ''] = node.inputs;
      carried.set(node.outputs[0] ?? '', { ...change, source, reshape: node });
    }
    const sunk = sink(node);
    changed ||= sunk !== undefined;
    return sunk ?? [node];
  });
  return changed ? { ...graph, nodes, initializers, values } : graph;
}

function isMovable(node: Node): boolean {
  if (node.domain !== '' || node.outputs.length !== 1) return false;
  return elementwise.has(node.op) || alongAxis.has(node.op);
}

/** Whether two reshapes from shapes that broadcast to each other lead to such shapes. */
function isSame(a: Carried, b: Carried): boolean {
  if (a.op !== b.op) return false;
  if (a.axes !== undefined) return a.axes.join() === b.axes?.join();
  return sameShape(a.before, b.before) && a.reshape.inputs[1] === b.reshape.inputs[1];
}

/** Values that a reshape follows, at once or after operators that move. */
function wantedValues(graph: Graph): Set<string> {
  const wanted = new Set<string>();
  for (const node of graph.nodes.toReversed()) {
    const leads = isMovable(node) && wanted.has(node.outputs[0] ?? '');
    if (isReshape(node)) wanted.add(node.inputs[0] ?? '');
    else if (leads) for (const name of node.inputs) wanted.add(name);
  }
  return wanted;
}

/** What a reshape does, where that is known; its parameter may not be computed. */
function changeOf(node: Node, { integers, shape }: Facts): Change | undefined {
  const { op } = node;
  const [input = '', parameter] = node.inputs;
  const [before, after] = [shape(input), shape(node.outputs[0] ?? '')];
  const numbers = integers(parameter);
  if (!before || !after || !numbers) return undefined;
  if (op === 'Reshape') return { op, axes: undefined, before };
  const rank = Math.max(before.length, after.length);
  const axes = numbers.map((axis) => fromStart(axis, rank)).toSorted((a, b) => a - b);
  return { op, axes, before };
}

/** A leading axis that was added is not there for operands with fewer axes. */
function isBelow(shape: readonly Dim[], { op, axes }: Change, rank: number): boolean {
  const isLeading = op === 'Unsqueeze' && axes?.every((axis, index) => axis === index);
  return isLeading === true && shape.length <= rank - (axes?.length ?? 0);
}

/** A list with one entry an axis, as it is before the Squeeze or Unsqueeze. */
function otherList<T>(list: readonly T[], { op, axes = [] }: Change, one: T): T[] {
  if (op === 'Unsqueeze') return list.filter((_, axis) => !axes.includes(axis));
  return axes.reduce((longer, axis) => longer.toSpliced(axis, 0, one), [...list]);
}

/**
 * The shape of a result before the reshape.
 *
 * @param own the shape of an operand after it
 */
function otherShape(
  shape: readonly Dim[],
  change: Change,
  own: readonly Dim[],
): readonly Dim[] | undefined {
  const { op, axes, before } = change;
  if (axes === undefined) return sameShape(shape, own) ? before : undefined;
  if (shape.length !== own.length) return undefined;
  if (op === 'Unsqueeze' && axes.some((axis) => shape[axis] !== 1)) return undefined;
  return otherList(shape, change, 1);
}

/** The constant as an operand of the other shape, without leading axes of size 1. */
function otherConstant(constant: Constant, change: Change, rank: number): Constant | undefined {
  const { op, axes, before } = change;
  if (constant.shape.length === 0) return constant;
  if (axes === undefined) {
    const isScalar = constant.data.length === 1 && constant.shape.length <= before.length;
    return isScalar ? constant : undefined;
  }
  const missing = rank - constant.shape.length;
  if (missing < 0) return undefined;
  const full = [...Array<number>(missing).fill(1), ...constant.shape];
  if (op === 'Unsqueeze' && axes.some((axis) => full[axis] !== 1)) return undefined;
  const shape = otherList(full, change, 1);
  const first = shape.findIndex((size) => size !== 1);
  return reshaped(constant, first < 0 ? [] : shape.slice(first));
}

/** The attribute `axis` for the other shape, where the operator has one. */
function otherAxis(node: Node, change: Change, rank: number): Node['attributes'] | undefined {
  if (!alongAxis.has(node.op)) return {};
  const { op, axes } = change;
  const axis = fromStart(getInt(node, 'axis') ?? -1, rank);
  if (axes === undefined || (op === 'Unsqueeze' && axes.includes(axis))) return undefined;
  return { axis: int(otherList(identity(rank), change, -1).indexOf(axis)) };
}

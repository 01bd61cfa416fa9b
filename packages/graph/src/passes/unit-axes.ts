/**
 * Moves Squeeze and Unsqueeze behind elementwise operators, up to the reshape that undoes them. tfjs has
 * convolutions of images alone: a network of signals squeezes each result and unsqueezes the next input.
 * Afterwards all of it has four axes, as ONNX Runtime has it fastest.
 */
import { getInt, int } from '../graph/attributes.ts';
import { int64Vector, reshaped } from '../graph/constant.ts';
import type { Constant, Dim, Graph, Node } from '../graph/graph.ts';
import { freshNames } from '../graph/walk.ts';
import { type Facts, factsOf } from './facts.ts';
import { fromStart } from './permutation.ts';
import { isReshape } from './reshape-normalization.ts';

const elementwise = new Set(
  (
    'Abs Add Clip Div Elu Erf Exp Gelu HardSigmoid HardSwish LeakyRelu Log Max Min Mish Mul Neg Pow ' +
    'PRelu Reciprocal Relu Selu Sigmoid Softplus Sqrt Sub Tanh'
  ).split(' '),
);
const alongAxis = new Set(['Concat', 'Softmax', 'LogSoftmax']);

/** A value that is Squeeze or Unsqueeze of another one, along these axes of the longer shape. */
interface Carried {
  readonly op: 'Squeeze' | 'Unsqueeze';
  readonly source: string;
  readonly axes: readonly number[];
}

/**
 * Moves Squeeze and Unsqueeze behind elementwise operators, where another reshape follows.
 *
 * @example
 * // a = Squeeze(x, [2]); b = Relu(a); y = Unsqueeze(b, [2])  →  y = Relu(x)
 * const smaller = runPasses(graph, [moveUnitAxes, eliminateIdentities, eliminateDeadCode]);
 */
export function moveUnitAxes(graph: Graph): Graph {
  const facts = factsOf(graph);
  const fresh = freshNames(graph);
  const wanted = wantedValues(graph);
  const carried = new Map<string, Carried>();
  const initializers = new Map(graph.initializers);
  const values = new Map(graph.values);
  let changed = false;

  const operand = (name: string, { op, axes }: Carried, rank: number): string | undefined => {
    const constant = facts.constant(name);
    const shape = facts.shape(name);
    if (constant === undefined) {
      // A leading axis is not there for operands with fewer axes.
      const isBelow = op === 'Unsqueeze' && axes.every((axis, index) => axis === index);
      return isBelow && shape && shape.length <= rank - axes.length ? name : undefined;
    }
    if (constant.shape.length === 0) return name;
    const other = otherConstant(constant, { op, axes }, rank);
    if (other === undefined || other.shape.join() === constant.shape.join()) return other && name;
    const chosen = fresh(name);
    initializers.set(chosen, other);
    return chosen;
  };

  const move = (node: Node): readonly Node[] | undefined => {
    const [output = ''] = node.outputs;
    const type = facts.type(output);
    const first = node.inputs.find((name) => carried.has(name));
    const along = carried.get(first ?? '');
    if (!isMovable(node) || !type || !along || !wanted.has(output)) return undefined;
    const rank = type.shape.length;
    const shape = otherShape(type.shape, along);
    const isWhole = facts.shape(first ?? '')?.length === rank;
    const axis = otherAxis(node, along, rank);
    if (shape === undefined || !isWhole || axis === undefined) return undefined;
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
    const parameter = fresh(`${output}/axes`);
    initializers.set(parameter, int64Vector(along.axes));
    const name = fresh(`${output}/${along.op}`);
    return [
      { ...node, inputs: known, outputs: [source], attributes: { ...node.attributes, ...axis } },
      {
        name,
        op: along.op,
        domain: '',
        inputs: [source, parameter],
        outputs: [output],
        attributes: {},
      },
    ];
  };

  const nodes = graph.nodes.flatMap((node): readonly Node[] => {
    const [input = '', parameter] = node.inputs;
    const [output = ''] = node.outputs;
    const axes = node.domain === '' ? sortedAxes(node, facts) : undefined;
    if (axes !== undefined && (node.op === 'Squeeze' || node.op === 'Unsqueeze')) {
      const before = carried.get(input);
      if (before && before.op !== node.op && before.axes.join() === axes.join()) {
        changed = true;
        return [{ ...node, op: 'Identity', inputs: [before.source], attributes: {} }];
      }
      if (parameter !== undefined) carried.set(output, { op: node.op, source: input, axes });
      return [node];
    }
    const moved = move(node);
    changed ||= moved !== undefined;
    return moved ?? [node];
  });
  return changed ? { ...graph, nodes, initializers, values } : graph;
}

function isMovable(node: Node): boolean {
  if (node.domain !== '' || node.outputs.length !== 1) return false;
  return elementwise.has(node.op) || alongAxis.has(node.op);
}

function isSame(a: Carried, b: Carried): boolean {
  return a.op === b.op && a.axes.join() === b.axes.join();
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

/** The axes of a Squeeze or Unsqueeze as axes of the longer shape. */
function sortedAxes(node: Node, { integers, shape }: Facts): number[] | undefined {
  const long = node.op === 'Squeeze' ? node.inputs[0] : node.outputs[0];
  const axes = integers(node.inputs[1]);
  const rank = shape(long ?? '')?.length;
  if (rank === undefined || axes === undefined) return undefined;
  return axes.map((axis) => fromStart(axis, rank)).toSorted((a, b) => a - b);
}

type Change = Pick<Carried, 'op' | 'axes'>;

/** A list with one entry an axis, as it is before the Squeeze or Unsqueeze. */
function otherList<T>(list: readonly T[], { op, axes }: Change, one: T): T[] {
  if (op === 'Unsqueeze') return list.filter((_, axis) => !axes.includes(axis));
  return axes.reduce((longer, axis) => longer.toSpliced(axis, 0, one), [...list]);
}

function otherShape(shape: readonly Dim[], change: Change): Dim[] | undefined {
  const { op, axes } = change;
  if (op === 'Unsqueeze' && axes.some((axis) => shape[axis] !== 1)) return undefined;
  return otherList(shape, change, 1);
}

/** The constant as an operand of the other shape, without leading axes of size 1. */
function otherConstant(constant: Constant, change: Change, rank: number): Constant | undefined {
  const missing = rank - constant.shape.length;
  if (missing < 0) return undefined;
  const full = [...Array<number>(missing).fill(1), ...constant.shape];
  if (change.op === 'Unsqueeze' && change.axes.some((axis) => full[axis] !== 1)) return undefined;
  const shape = otherList(full, change, 1);
  const first = shape.findIndex((size) => size !== 1);
  return reshaped(constant, first < 0 ? [] : shape.slice(first));
}

/** The attribute `axis` for the other shape, where the operator has one. */
function otherAxis(node: Node, change: Change, rank: number): Node['attributes'] | undefined {
  if (!alongAxis.has(node.op)) return {};
  const axis = fromStart(getInt(node, 'axis') ?? -1, rank);
  const { op, axes } = change;
  if (op === 'Unsqueeze' && axes.includes(axis)) return undefined;
  const marks = Array.from({ length: rank }, (_, index) => index);
  return { axis: int(otherList(marks, change, -1).indexOf(axis)) };
}

/**
 * Folds Pad into the padding of the convolution or pool behind it, also where a Transpose is between
 * them. A pool of maxima pads with −∞, so that it takes in zeros only where no number is negative; a
 * pool of averages counts the zeros then.
 */
import { getInt, getInts, int, ints } from '../graph/attributes.ts';
import type { Dim, Graph, Node } from '../graph/graph.ts';
import { consumers, freshNames, producers } from '../graph/walk.ts';
import { type Facts, factsOf } from './facts.ts';
import { fromStart } from './permutation.ts';

/**
 * Folds the padding of images with zeros into Conv, AveragePool and MaxPool.
 *
 * @example
 * // a = Pad(x, [0, 0, 1, 1, 0, 0, 1, 1]); y = Conv(a, w)  →  y = Conv<pads = [1, 1, 1, 1]>(x, w)
 * const smaller = foldPads(graph);
 */
export function foldPads(graph: Graph): Graph {
  const facts = factsOf(graph);
  const made = producers(graph);
  const users = consumers(graph);
  const fresh = freshNames(graph);
  const isOutput = new Set(graph.outputs.map(({ name }) => name));
  const values = new Map(graph.values);
  /** The node that makes a value for one user alone. */
  const onlyMaker = (value: string | undefined, op: string): Node | undefined => {
    const maker = made.get(value ?? '');
    const isOnly = users.get(value ?? '')?.length === 1 && !isOutput.has(value ?? '');
    return isOnly && maker?.op === op && maker.domain === '' ? maker : undefined;
  };
  const replaced = new Map<Node, readonly Node[]>();
  for (const node of graph.nodes) {
    const window = node.domain === '' ? windows.get(node.op) : undefined;
    if (window === undefined) continue;
    const [input = '', ...more] = node.inputs;
    const transpose = onlyMaker(input, 'Transpose');
    const pad = onlyMaker(transpose ? transpose.inputs[0] : input, 'Pad');
    const type = facts.type(input);
    if (!pad || !type || replaced.has(pad) || !isWindow(node)) continue;
    const permutation = transpose ? getInts(transpose, 'perm') : undefined;
    if (transpose && !permutation) continue;
    const padding = paddingOf(pad, type.shape.length, facts);
    const amounts = padding && permuted(padding, permutation);
    const attributes =
      amounts && window({ node, amounts, pad, facts, maker: made.get(pad.inputs[0] ?? '') });
    if (!amounts || !attributes) continue;
    replaced.set(pad, []);
    const [x = ''] = pad.inputs;
    if (transpose === undefined) {
      replaced.set(node, [{ ...node, inputs: [x, ...more], attributes }]);
      continue;
    }
    const name = fresh(input);
    values.set(name, { ...type, name, shape: unpadded(type.shape, amounts) });
    replaced.set(transpose, [{ ...transpose, inputs: [x], outputs: [name] }]);
    replaced.set(node, [{ ...node, inputs: [name, ...more], attributes }]);
  }
  if (replaced.size === 0) return graph;
  const nodes = graph.nodes.flatMap((node) => replaced.get(node) ?? [node]);
  return { ...graph, nodes, values };
}

/** Elements added at the begin and at the end of each axis. */
interface Padding {
  readonly begin: readonly number[];
  readonly end: readonly number[];
}

/** The amounts of a Pad with zeros; undefined for another one, and where it crops. */
export function paddingOf(
  pad: Node,
  rank: number,
  { integers, constant }: Facts,
): Padding | undefined {
  const { mode } = pad.attributes;
  const isConstant = mode === undefined || (mode.type === 'string' && mode.value === 'constant');
  const [, amounts, fill = '', axes = ''] = pad.inputs;
  const value = constant(fill);
  const isZero = fill === '' || (value?.data.length === 1 && Number(value.data[0]) === 0);
  const given = integers(amounts);
  const along = axes === '' ? given?.slice(rank).map((_, axis) => axis) : integers(axes);
  if (!isConstant || !isZero || !given?.every((amount) => amount >= 0) || !along) return undefined;
  if (given.length !== 2 * along.length) return undefined;
  const begin = Array<number>(rank).fill(0);
  const end = [...begin];
  for (const [index, axis] of along.entries()) {
    begin[fromStart(axis, rank)] = given[index] ?? 0;
    end[fromStart(axis, rank)] = given[index + along.length] ?? 0;
  }
  return { begin, end };
}

function permuted(padding: Padding, permutation: readonly number[] | undefined): Padding {
  if (permutation === undefined) return padding;
  const move = (list: readonly number[]) => permutation.map((axis) => list[axis] ?? 0);
  return { begin: move(padding.begin), end: move(padding.end) };
}

/** An open size that was padded has no name without the padding. */
function unpadded(shape: readonly Dim[], { begin, end }: Padding): Dim[] {
  return shape.map((size, axis) => {
    const more = (begin[axis] ?? 0) + (end[axis] ?? 0);
    if (more === 0) return size;
    return typeof size === 'number' ? size - more : `${size}-${more}`;
  });
}

/** Whether the operator's own padding is explicit. */
function isWindow({ attributes: { auto_pad: auto } }: Node): boolean {
  return auto === undefined || (auto.type === 'string' && auto.value === 'NOTSET');
}

interface Found {
  readonly node: Node;
  readonly amounts: Padding;
  readonly pad: Node;
  /** The node before the Pad. */
  readonly maker: Node | undefined;
  readonly facts: Facts;
}

/** The attributes of the operator with more padding; undefined where it cannot have it. */
type Window = (found: Found) => Node['attributes'] | undefined;

/** The operator's own padding and the amounts, which must leave batch and channels alone. */
function pads({ node, amounts: { begin, end } }: Found): number[] | undefined {
  if ([...begin.slice(0, 2), ...end.slice(0, 2)].some((amount) => amount !== 0)) return undefined;
  const more = [...begin.slice(2), ...end.slice(2)];
  const own = getInts(node, 'pads') ?? more.map(() => 0);
  return own.length === more.length ? more.map((amount, i) => amount + (own[i] ?? 0)) : undefined;
}

const conv: Window = (found) => {
  const sum = pads(found);
  return sum && { ...found.node.attributes, pads: ints(sum) };
};

/** A pool's padding is smaller than its kernel, which then reaches the image everywhere. */
function poolPads(found: Found): number[] | undefined {
  const { node } = found;
  const kernel = getInts(node, 'kernel_shape') ?? [];
  const sum = pads(found);
  const isPlain =
    getInt(node, 'ceil_mode') !== 1 && (getInts(node, 'dilations') ?? []).every((d) => d === 1);
  const fits = sum?.every((amount, index) => amount < (kernel[index % kernel.length] ?? 0));
  return isPlain && fits ? sum : undefined;
}

const averagePool: Window = (found) => {
  const { node } = found;
  const sum = poolPads(found);
  const hasOwn = getInts(node, 'pads')?.some((amount) => amount !== 0) ?? false;
  if (!sum || (hasOwn && getInt(node, 'count_include_pad') !== 1)) return undefined;
  return { ...node.attributes, pads: ints(sum), count_include_pad: int(1) };
};

const notNegative = new Set(['Abs', 'HardSigmoid', 'Relu', 'Sigmoid', 'Softmax', 'Softplus']);

const maxPool: Window = (found) => {
  const { node, maker, facts } = found;
  const low = maker?.op === 'Clip' ? facts.constant(maker.inputs[1] ?? '') : undefined;
  const isClipped = low !== undefined && Number(low.data[0]) >= 0;
  const isPositive = maker?.domain === '' && (notNegative.has(maker.op) || isClipped);
  const sum = isPositive && node.outputs.length === 1 ? poolPads(found) : undefined;
  return sum && { ...node.attributes, pads: ints(sum) };
};

const windows: ReadonlyMap<string, Window> = new Map([
  ['Conv', conv],
  ['AveragePool', averagePool],
  ['MaxPool', maxPool],
]);

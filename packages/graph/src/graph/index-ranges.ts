/**
 * Which values of a graph are positions: those that reach the indices of Gather and its kin, or are
 * compared with 0, 1, 2 … as one-hot vectors are. A number outside such a range is an error when
 * the graph runs, or selects nothing. Only whole numbers in the range are sensible inputs.
 */
import { getInt } from './attributes.ts';
import { toIntegers } from './constant.ts';
import type { Dim, Graph, Node } from './graph.ts';
import { bodiesOf, typeLookup } from './walk.ts';

/** Whole numbers from `from` to below `below`. */
export interface IndexRange {
  readonly from: number;
  readonly below: number;
}

interface Facts {
  shape(name: string): readonly number[] | undefined;
  integers(name: string): readonly number[] | undefined;
}

/** The range of one input of a node; undefined where the node says nothing about it. */
interface Use {
  readonly input: number;
  readonly range: IndexRange | undefined;
}

/**
 * The ranges of the values that are positions, by name: graph inputs and values between nodes.
 *
 * @param sizes of open dimensions, by name; a position on an axis of another size is 0
 * @example
 * const graph = parseGraph('(int32[N] i, float[9,4] t) => (float[N,4] y) { y = Gather(t, i) }');
 * indexRanges(graph).get('i'); // { from: 0, below: 9 }
 */
export function indexRanges(
  graph: Graph,
  sizes: Readonly<Record<string, number>> = {},
): ReadonlyMap<string, IndexRange> {
  const ranges = new Map<string, IndexRange>();
  visit(graph, sizes, ranges, { shape: () => undefined, integers: () => undefined });
  return ranges;
}

/** @param outer what is known of the values around a subgraph */
function visit(
  graph: Graph,
  sizes: Readonly<Record<string, number>>,
  ranges: Map<string, IndexRange>,
  outer: Facts,
): void {
  const type = typeLookup(graph);
  const toSize = (size: Dim) =>
    typeof size === 'number' ? size : Object.hasOwn(sizes, size) ? (sizes[size] ?? 1) : 1;
  const facts: Facts = {
    shape: (name) => type(name)?.shape.map(toSize) ?? outer.shape(name),
    integers: (name) => toIntegers(graph.initializers.get(name)) ?? outer.integers(name),
  };
  for (const node of graph.nodes.toReversed()) {
    for (const body of bodiesOf(node)) {
      visit(body, sizes, ranges, facts);
      // Loop and Scan give their inputs to the body in order; If's body has none.
      for (const [i, { name }] of body.inputs.entries())
        narrow(ranges, node.inputs[i], ranges.get(name));
    }
    if (node.domain !== '') continue;
    for (const { input, range } of usesOf(node, facts, ranges.get(node.outputs[0] ?? ''))) {
      narrow(ranges, node.inputs[input], range);
    }
  }
}

function narrow(
  ranges: Map<string, IndexRange>,
  name: string | undefined,
  range: IndexRange | undefined,
): void {
  if (name === undefined || name === '' || range === undefined) return;
  const { from, below } = ranges.get(name) ?? range;
  ranges.set(name, { from: Math.max(from, range.from), below: Math.min(below, range.below) });
}

function usesOf(node: Node, facts: Facts, output: IndexRange | undefined): Use[] {
  const readers = Object.hasOwn(positions, node.op) ? positions[node.op] : undefined;
  const carried = Object.hasOwn(carriers, node.op) ? carriers[node.op] : undefined;
  return [
    ...(readers?.(node, facts) ?? []),
    ...(carried && output ? carried(node, facts, output) : []),
  ];
}

/** Positions on one axis of the first input. */
const onAxis =
  (input: number) =>
  (node: Node, { shape }: Facts): Use[] => {
    const size = shape(node.inputs[0] ?? '')?.at(getInt(node, 'axis') ?? 0);
    return size === undefined ? [] : [{ input, range: { from: 0, below: size } }];
  };

/** Vectors of positions, each in the first axes of the first input: all are below the least of them. */
const inVectors =
  (input: number) =>
  (node: Node, { shape }: Facts): Use[] => {
    const data = shape(node.inputs[0] ?? '');
    const depth = shape(node.inputs[input] ?? '')?.at(-1);
    if (data === undefined || depth === undefined) return [];
    const first = getInt(node, 'batch_dims') ?? 0;
    const axes = data.slice(first, first + depth);
    return [{ input, range: { from: 0, below: Math.min(...axes) } }];
  };

/** Compared with 0, 1 … n - 1: the position in a one-hot vector. */
function inOneHot(node: Node, { integers }: Facts): Use[] {
  return [0, 1].flatMap((input) => {
    const other = integers(node.inputs[1 - input] ?? '');
    const counts = other && other.length > 1 && other.every((value, i) => value === i);
    return counts ? [{ input, range: { from: 0, below: other.length } }] : [];
  });
}

const positions: Readonly<Record<string, (node: Node, facts: Facts) => Use[]>> = {
  Gather: onAxis(1),
  GatherElements: onAxis(1),
  GatherND: inVectors(1),
  ScatterElements: onAxis(1),
  ScatterND: inVectors(1),
  Equal: inOneHot,
  OneHot: ({ inputs }, { integers }) => {
    const [depth] = integers(inputs[1] ?? '') ?? [];
    return depth === undefined ? [] : [{ input: 0, range: { from: 0, below: depth } }];
  },
};

type Carrier = (node: Node, facts: Facts, output: IndexRange) => Use[];

/** Nodes whose outputs are elements of these inputs. */
const elementsOf =
  (...inputs: readonly number[]): Carrier =>
  (_, __, range) =>
    inputs.map((input) => ({ input, range }));

/** Nodes whose outputs are elements of any of their inputs. */
const elementsOfAll: Carrier = ({ inputs }, _, range) =>
  inputs.map((__, input) => ({ input, range }));

/** A sum with one constant, which moves the range; `sign` is that of the constant. */
const moved =
  (sign: 1 | -1): Carrier =>
  ({ inputs }, { integers }, { from, below }) =>
    [0, 1].flatMap((input) => {
      const other = integers(inputs[1 - input] ?? '');
      const [shift] = other ?? [];
      const isScalar = shift !== undefined && other?.length === 1 && (sign === 1 || input === 0);
      if (!isScalar) return [];
      return [{ input, range: { from: from - sign * shift, below: below - sign * shift } }];
    });

const first = elementsOf(0);

const carriers: Readonly<Record<string, Carrier>> = {
  ...Object.fromEntries(
    'Cast,Clip,Expand,Flatten,Floor,Gather,GatherElements,GatherND,Identity,Reshape,ReverseSequence,Round,Ceil,Slice,Split,Squeeze,Tile,Transpose,Unsqueeze'
      .split(',')
      .map((op) => [op, first]),
  ),
  Concat: elementsOfAll,
  Max: elementsOfAll,
  Min: elementsOfAll,
  Where: elementsOf(1, 2),
  ScatterND: elementsOf(0, 2),
  ScatterElements: elementsOf(0, 2),
  Add: moved(1),
  Sub: moved(-1),
};

/**
 * Joins reductions with the reshapes around them: a reduction keeps or drops its axes as the next node
 * wants them. A mean or maximum over all axes after the channels, which stay as axes of size 1, is
 * ONNX's global pool.
 */
import { getInt, getInts, int, ints } from '../graph/attributes.ts';
import { int64Vector } from '../graph/constant.ts';
import type { Graph, Node } from '../graph/graph.ts';
import { freshNames, onlyUses, producers } from '../graph/walk.ts';
import { type Facts, factsOf } from './facts.ts';
import { fromStart, identity } from './permutation.ts';
import { isReshape } from './reshape-normalization.ts';

const reductions = new Set(['ReduceMax', 'ReduceMean', 'ReduceMin', 'ReduceProd', 'ReduceSum']);
const globalPools: ReadonlyMap<string, string> = new Map([
  ['ReduceMean', 'GlobalAveragePool'],
  ['ReduceMax', 'GlobalMaxPool'],
]);

/**
 * Joins reductions with the reshapes around them, and makes global pools of them.
 *
 * @example
 * // a = ReduceMean<keepdims = 0>(x, [2, 3]); y = Unsqueeze(a, [2, 3])  →  y = GlobalAveragePool(x)
 * const smaller = fuseReductions(graph);
 */
export function fuseReductions(graph: Graph): Graph {
  const facts = factsOf(graph);
  const made = producers(graph);
  const fresh = freshNames(graph);
  const initializers = new Map(graph.initializers);
  const isOnlyUse = onlyUses(graph);
  const replaced = new Map<Node, Node | undefined>();

  const reduce = (node: Node, { input, axes, keeps }: Reduction, outputs: readonly string[]) => {
    const attributes = { keepdims: int(keeps ? 1 : 0) };
    if (getInts(node, 'axes') !== undefined) {
      return { ...node, inputs: [input], outputs, attributes: { ...attributes, axes: ints(axes) } };
    }
    const [, given = ''] = node.inputs;
    const isGiven = facts.integers(given)?.join() === axes.join();
    const parameter = isGiven ? given : fresh(`${node.name}/axes`);
    if (!isGiven) initializers.set(parameter, int64Vector(axes));
    return { ...node, inputs: [input, parameter], outputs, attributes };
  };

  for (const node of graph.nodes) {
    const reduction = reductionOf(node, facts);
    const [output = ''] = node.outputs;
    if (reduction !== undefined) {
      const squeeze = made.get(reduction.input);
      const isFirst = squeeze && !isReshape(made.get(squeeze.inputs[0] ?? ''));
      const gone = isFirst && isOnlyUse(reduction.input) && axesOf(squeeze, 'Squeeze', facts);
      const pool = globalPoolOf(node, reduction, facts);
      if (squeeze && gone && !reduction.keeps && !replaced.has(squeeze)) {
        const axes = joinedAxes(reduction.axes, gone);
        const input = squeeze.inputs[0] ?? '';
        replaced.set(squeeze, undefined);
        replaced.set(node, reduce(node, { input, axes, keeps: false }, node.outputs));
      } else if (pool !== undefined) {
        const name = fresh(node.name.replace(/[^/]*$/, pool));
        replaced.set(node, { ...node, name, op: pool, inputs: [reduction.input], attributes: {} });
      }
      continue;
    }
    const maker = made.get(node.inputs[0] ?? '');
    const before = maker && !replaced.has(maker) ? reductionOf(maker, facts) : undefined;
    if (!maker || !before || !isOnlyUse(node.inputs[0] ?? '')) continue;
    const axes = axesOf(node, before.keeps ? 'Squeeze' : 'Unsqueeze', facts);
    if (axes?.join() !== before.axes.join()) continue;
    replaced.set(maker, undefined);
    replaced.set(node, reduce(maker, { ...before, keeps: !before.keeps }, [output]));
  }
  if (replaced.size === 0) return graph;
  const nodes = graph.nodes.flatMap((node) =>
    replaced.has(node) ? (replaced.get(node) ?? []) : [node],
  );
  return { ...graph, nodes, initializers };
}

interface Reduction {
  readonly input: string;
  /** In order, counted from the start. */
  readonly axes: readonly number[];
  readonly keeps: boolean;
}

/** Axes are an attribute before opset 18, but of ReduceSum. */
function reductionOf(node: Node, { integers, shape }: Facts): Reduction | undefined {
  if (!reductions.has(node.op) || node.domain !== '') return undefined;
  const [input = '', parameter = ''] = node.inputs;
  const rank = shape(input)?.length;
  const axes = getInts(node, 'axes') ?? integers(parameter);
  if (!rank || !axes?.length) return undefined;
  const sorted = axes.map((axis) => fromStart(axis, rank)).toSorted((a, b) => a - b);
  return { input, axes: sorted, keeps: getInt(node, 'keepdims') !== 0 };
}

/** The axes of a Squeeze or Unsqueeze, in order, as axes of the longer shape. */
function axesOf(node: Node, op: string, { integers, shape }: Facts): number[] | undefined {
  if (node.op !== op || node.domain !== '') return undefined;
  const axes = integers(node.inputs[1]);
  const long = op === 'Squeeze' ? node.inputs[0] : node.outputs[0];
  const rank = shape(long ?? '')?.length;
  if (!axes || rank === undefined) return undefined;
  return axes.map((axis) => fromStart(axis, rank)).toSorted((a, b) => a - b);
}

/** Axes of the shape without `gone`, and `gone`, as axes of the whole shape. */
function joinedAxes(axes: readonly number[], gone: readonly number[]): number[] {
  const rank = Math.max(...axes, 0) + gone.length + 1;
  const kept = identity(rank).filter((axis) => !gone.includes(axis));
  const moved = axes.flatMap((axis) => kept[axis] ?? []);
  return [...moved, ...gone].toSorted((a, b) => a - b);
}

/** Images and volumes alone: a mean over the last of three axes belongs to layer normalization. */
function globalPoolOf(node: Node, { input, axes, keeps }: Reduction, { type }: Facts) {
  const { dtype, shape } = type(input) ?? { shape: [] };
  const spatial = identity(shape.length).slice(2);
  const fits = keeps && dtype === 'float32' && spatial.length > 1;
  return fits && axes.join() === spatial.join() ? globalPools.get(node.op) : undefined;
}

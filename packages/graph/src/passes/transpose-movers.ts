/**
 * How a transpose moves from before an operator to behind it: op(Transpose(x)) becomes
 * Transpose(op'(x)). This table has op' for each operator; transpose-elimination.ts decides when to
 * apply it. Operators that are not in the table stop a transpose.
 */
import { getInt, getInts, int, ints } from '../graph/attributes.ts';
import { int64Vector } from '../graph/constant.ts';
import type { Attribute, Constant, Node } from '../graph/graph.ts';
import type { Facts } from './facts.ts';
import { fromStart, identity, type Permutation, unpermuted, withoutAxes } from './permutation.ts';

/** op' as a difference from op. */
interface Moved {
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** New constants by the index of the input that they replace. */
  readonly parameters?: ReadonlyMap<number, Constant>;
  /** The transpose that now follows. */
  readonly permutation: Permutation;
}

export interface Mover {
  /** Inputs that carry the layout: only the first, or all of them, broadcast to one shape. */
  readonly carriers: 'first' | 'all';
  readonly move: (node: Node, permutation: Permutation, facts: Facts) => Moved | undefined;
}

const unchanged = (_: Node, permutation: Permutation): Moved => ({ permutation });
const elementwise: Mover = { carriers: 'first', move: unchanged };
const broadcasting: Mover = { carriers: 'all', move: unchanged };
const first = (move: Mover['move']): Mover => ({ carriers: 'first', move });

const elementwiseOps =
  'Abs Acos Acosh Asin Asinh Atan Atanh Cast Ceil Celu Clip Cos Cosh Elu Erf Exp Floor Gelu ' +
  'HardSigmoid HardSwish Identity IsInf IsNaN LeakyRelu Log Mish Neg Not Reciprocal Relu Round ' +
  'Selu Sigmoid Sign Sin Sinh Softplus Softsign Sqrt Tan Tanh ThresholdedRelu';
const broadcastingOps =
  'Add And Div Equal Greater GreaterOrEqual Less LessOrEqual Max Mean Min Mod Mul Or PRelu Pow ' +
  'Sub Sum Where Xor';
const reductionOps =
  'ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ' +
  'ReduceSum ReduceSumSquare';

/** Axes of a transposed tensor as axes of the one before. */
function before(axes: readonly number[], permutation: Permutation): number[] {
  return axes.map((axis) => permutation[fromStart(axis, permutation.length)] ?? axis);
}

/** Whether an optional input is given. */
function has(node: Node, index: number): boolean {
  return (node.inputs[index] ?? '') !== '';
}

/** An axis in an attribute, along which the size stays (Softmax) or may differ (Concat). */
const alongAxis = (otherwise: number): Mover['move'] => {
  return (node, permutation) => {
    const [axis = 0] = before([getInt(node, 'axis') ?? otherwise], permutation);
    return { attributes: { axis: int(axis) }, permutation };
  };
};

/** Axes in an attribute (before opset 18) or in the second input; without any, all axes. */
const reduction = first((node, permutation, { integers }) => {
  const inAttribute = getInts(node, 'axes');
  const given = inAttribute ?? (has(node, 1) ? integers(node.inputs[1]) : []);
  if (given === undefined) return undefined;
  if (given.length === 0 && getInt(node, 'noop_with_empty_axes') === 1) return undefined;
  const rank = permutation.length;
  const axes = given.length === 0 ? identity(rank) : given.map((axis) => fromStart(axis, rank));
  const keep = getInt(node, 'keepdims') !== 0;
  const rest = { permutation: keep ? permutation : withoutAxes(permutation, axes) };
  if (given.length === 0) return rest;
  const moved = before(axes, permutation).toSorted((a, b) => a - b);
  return inAttribute === undefined
    ? { ...rest, parameters: new Map([[1, int64Vector(moved)]]) }
    : { ...rest, attributes: { axes: ints(moved) } };
});

const argReduction = first((node, permutation) => {
  const axis = fromStart(getInt(node, 'axis') ?? 0, permutation.length);
  const rest = getInt(node, 'keepdims') === 0 ? withoutAxes(permutation, [axis]) : permutation;
  const [moved = 0] = before([axis], permutation);
  return { attributes: { axis: int(moved) }, permutation: rest };
});

const pad = first((node, permutation, { integers }) => {
  const rank = permutation.length;
  if (has(node, 3)) {
    const axes = integers(node.inputs[3]);
    const parameter = axes && int64Vector(before(axes, permutation));
    return parameter && { parameters: new Map([[3, parameter]]), permutation };
  }
  const pads = integers(node.inputs[1]);
  if (pads?.length !== 2 * rank) return undefined;
  const begin = unpermuted(pads.slice(0, rank), permutation);
  const end = unpermuted(pads.slice(rank), permutation);
  return { parameters: new Map([[1, int64Vector([...begin, ...end])]]), permutation };
});

/** Without axes, starts and ends are for the first axes. */
const slice = first((node, permutation, { integers, shape }) => {
  const count = shape(node.inputs[1] ?? '')?.[0];
  const leading = typeof count === 'number' ? identity(count) : undefined;
  const axes = has(node, 3) ? integers(node.inputs[3]) : leading;
  const parameter = axes && int64Vector(before(axes, permutation));
  return parameter && { parameters: new Map([[3, parameter]]), permutation };
});

/** Scales or sizes for all axes, or for those of the attribute. A region of interest stops a transpose. */
const resize = first((node, permutation, { integers, constant }) => {
  if (has(node, 1)) return undefined;
  const axes = getInts(node, 'axes');
  if (axes !== undefined) {
    return { attributes: { axes: ints(before(axes, permutation)) }, permutation };
  }
  const rank = permutation.length;
  const sizes = integers(node.inputs[3]);
  if (sizes?.length === rank) {
    return { parameters: new Map([[3, int64Vector(unpermuted(sizes, permutation))]]), permutation };
  }
  const scales = constant(node.inputs[2] ?? '');
  if (scales?.dtype !== 'float32' || scales.data.length !== rank) return undefined;
  const data = Float32Array.from(unpermuted(Array.from(scales.data, Number), permutation));
  return { parameters: new Map([[2, { ...scales, data }]]), permutation };
});

/** One number per axis in the second input, as in Tile and Expand. */
const onePerAxis = first((node, permutation, { integers }) => {
  const values = integers(node.inputs[1]);
  if (values?.length !== permutation.length) return undefined;
  return { parameters: new Map([[1, int64Vector(unpermuted(values, permutation))]]), permutation };
});

const squeeze = first((node, permutation, { integers }) => {
  const axes = integers(node.inputs[1])?.map((axis) => fromStart(axis, permutation.length));
  return (
    axes && {
      parameters: new Map([[1, int64Vector(before(axes, permutation))]]),
      permutation: withoutAxes(permutation, axes),
    }
  );
});

/** The new axes go to the front; the transpose brings them to their places. */
const unsqueeze = first((node, permutation, { integers }) => {
  const given = integers(node.inputs[1]);
  if (given === undefined) return undefined;
  const rank = permutation.length + given.length;
  const axes = given.map((axis) => fromStart(axis, rank)).toSorted((a, b) => a - b);
  const old = permutation.map((axis) => axis + axes.length);
  const after = Array.from({ length: rank }, (_, axis) => {
    const added = axes.indexOf(axis);
    return added >= 0 ? added : (old.shift() ?? axis);
  });
  return { parameters: new Map([[1, int64Vector(identity(axes.length))]]), permutation: after };
});

/**
 * Indices of rank 1 keep the axis; a scalar index removes it. A gather that copies rows stays one: along the
 * last axis it would copy single numbers, which takes longer than a transpose.
 */
const gather = first((node, permutation, { shape }) => {
  const rank = shape(node.inputs[1] ?? '')?.length;
  if (rank === undefined || rank > 1) return undefined;
  const last = permutation.length - 1;
  const axis = fromStart(getInt(node, 'axis') ?? 0, permutation.length);
  // Rows that the Gather repeats would be transposed one by one. Transposes of images, which cancel, still move.
  const turns = permutation.at(-1) === 0 || permutation[0] === permutation.length - 1;
  const [chosen = 1] = shape(node.inputs[1] ?? '') ?? [];
  const size = shape(node.inputs[0] ?? '')?.[axis];
  const isLarger = typeof chosen === 'number' && typeof size === 'number' && chosen > size;
  if (turns && isLarger) return undefined;
  const rest = rank === 0 ? withoutAxes(permutation, [axis]) : permutation;
  const [moved = 0] = before([axis], permutation);
  if (rank === 1 && axis !== last && moved === last) return undefined;
  return { attributes: { axis: int(moved) }, permutation: rest };
});

const all = (ops: string, mover: Mover): [string, Mover][] =>
  ops.split(' ').map((op) => [op, mover]);

/** By operator of ONNX's own domain. */
export const movers: ReadonlyMap<string, Mover> = new Map([
  ...all(elementwiseOps, elementwise),
  ...all(broadcastingOps, broadcasting),
  ...all(reductionOps, reduction),
  ...all('Softmax LogSoftmax Hardmax', first(alongAxis(-1))),
  ...all('ArgMax ArgMin', argReduction),
  ...all('Tile Expand', onePerAxis),
  ['Split', first(alongAxis(0))],
  ['Concat', { carriers: 'all', move: alongAxis(0) }],
  ['Pad', pad],
  ['Slice', slice],
  ['Resize', resize],
  ['Squeeze', squeeze],
  ['Unsqueeze', unsqueeze],
  ['Gather', gather],
]);

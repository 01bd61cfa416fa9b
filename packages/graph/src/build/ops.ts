/**
 * Common ONNX operators, each with the shape of its result, so that code that builds graphs reads like
 * a formula.
 */
import { GraphError } from '../errors.ts';
import { type DataType, onnxNumberOf } from '../graph/data-type.ts';
import { at, broadcastShape, sameShape } from '../graph/shape.ts';
import type { AttributeLiteral, GraphBuilder } from './graph-builder.ts';
import type { Value } from './value.ts';

export { at, sizeOf } from '../graph/shape.ts';

/** The shape that these shapes broadcast to. @throws GraphError 'bad-argument' */
function broadcastShapes(...shapes: readonly (readonly number[])[]): readonly number[] {
  return shapes.reduce((a, b) => {
    const shape = broadcastShape(a, b);
    if (shape) return shape;
    throw new GraphError('bad-argument', `shapes [${a.join()}] and [${b.join()}] do not broadcast`);
  });
}

/**
 * The sizes of a value with four axes, such as a batch of images.
 *
 * @throws GraphError 'bad-argument' for another rank
 */
export function shape4D({ shape }: Value): [number, number, number, number] {
  const [a, b, c, d, ...others] = shape;
  const isWhole = a !== undefined && b !== undefined && c !== undefined && d !== undefined;
  if (isWhole && others.length === 0) return [a, b, c, d];
  throw new GraphError('bad-argument', `shape [${shape.join()}] has not four axes`);
}

/**
 * An operator of one input that keeps shape and dtype.
 *
 * @example
 * const y = unary(builder, 'Tanh', x);
 */
export function unary(
  graph: GraphBuilder,
  op: string,
  x: Value,
  attributes: Readonly<Record<string, AttributeLiteral>> = {},
): Value {
  return graph.op(op, [x], attributes, x);
}

/**
 * An elementwise operator with NumPy broadcasting; `dtype` defaults to the first input's.
 *
 * @throws GraphError 'bad-argument' for shapes that do not broadcast
 * @example
 * const isLarger = binary(builder, 'Greater', a, b, 'bool');
 */
export function binary(
  graph: GraphBuilder,
  op: string,
  a: Value,
  b: Value,
  dtype: DataType = a.dtype,
  attributes: Readonly<Record<string, AttributeLiteral>> = {},
): Value {
  const shape = broadcastShapes(a.shape, b.shape);
  return graph.op(op, [a, b], attributes, { dtype, shape });
}

export const add = (graph: GraphBuilder, a: Value, b: Value) => binary(graph, 'Add', a, b);
export const sub = (graph: GraphBuilder, a: Value, b: Value) => binary(graph, 'Sub', a, b);
export const mul = (graph: GraphBuilder, a: Value, b: Value) => binary(graph, 'Mul', a, b);
export const div = (graph: GraphBuilder, a: Value, b: Value) => binary(graph, 'Div', a, b);

export function cast(graph: GraphBuilder, x: Value, dtype: DataType): Value {
  if (x.dtype === dtype) return x;
  return graph.op('Cast', [x], { to: onnxNumberOf(dtype) }, { dtype, shape: x.shape });
}

/**
 * Computes in float32, whatever the type of x, and casts the result to the type of x. Integers and bools
 * are truncated towards zero, as when tfjs writes a number into an Int32Array.
 */
export function asFloat(graph: GraphBuilder, x: Value, compute: (x: Value) => Value): Value {
  const y = compute(cast(graph, x, 'float32'));
  return cast(graph, x.dtype === 'bool' ? cast(graph, y, 'int32') : y, x.dtype);
}

/** Float32 numbers as integers or bools, truncated; NaN and infinities become 0, as in an Int32Array. */
export function truncate(graph: GraphBuilder, x: Value, dtype: 'int32' | 'bool'): Value {
  const size = unary(graph, 'Abs', x);
  const isFinite = binary(graph, 'Less', size, graph.scalar(Infinity), 'bool');
  return cast(graph, cast(graph, where(graph, isFinite, x, graph.scalar(0)), 'int32'), dtype);
}

/** The type that both are cast to: bool < int32 < float32. */
export function commonType(a: DataType, b: DataType): DataType {
  if (a === 'float32' || b === 'float32') return 'float32';
  return a === 'int32' || b === 'int32' ? 'int32' : a;
}

export const isNaN = (graph: GraphBuilder, x: Value) =>
  graph.op('IsNaN', [x], {}, { dtype: 'bool', shape: x.shape });

/** condition ? a : b, with broadcasting. ONNX Runtime has no Where of bools, so they are cast to int32. */
export function where(graph: GraphBuilder, condition: Value, a: Value, b: Value): Value {
  if (a.dtype === 'bool') {
    return cast(
      graph,
      where(graph, condition, cast(graph, a, 'int32'), cast(graph, b, 'int32')),
      'bool',
    );
  }
  const shape = broadcastShapes(condition.shape, a.shape, b.shape);
  return graph.op('Where', [condition, a, b], {}, { dtype: a.dtype, shape });
}

export function transpose(graph: GraphBuilder, x: Value, perm: readonly number[]): Value {
  if (perm.every((from, to) => from === to)) return x;
  const shape = perm.map((axis) => at(x.shape, axis));
  return graph.op('Transpose', [x], { perm }, { dtype: x.dtype, shape });
}

/** tfjs's layout of a batch of images to ONNX's. */
export const toNCHW = (graph: GraphBuilder, x: Value) => transpose(graph, x, [0, 3, 1, 2]);
/** ONNX's layout of a batch of images to tfjs's. */
export const toNHWC = (graph: GraphBuilder, x: Value) => transpose(graph, x, [0, 2, 3, 1]);

/** [N, …, C] → [N, C, …]. */
export function channelsFirst(graph: GraphBuilder, x: Value): Value {
  const last = x.shape.length - 1;
  return transpose(graph, x, [0, last, ...Array.from({ length: last - 1 }, (_, i) => i + 1)]);
}

/** [N, C, …] → [N, …, C]. */
export function channelsLast(graph: GraphBuilder, x: Value): Value {
  const { length } = x.shape;
  return transpose(graph, x, [0, ...Array.from({ length: length - 2 }, (_, i) => i + 2), 1]);
}

export function reshape(graph: GraphBuilder, x: Value, shape: readonly number[]): Value {
  if (sameShape(shape, x.shape)) return x;
  // In ONNX a size of 0 keeps the input's size, unless allowzero is set.
  const attributes = shape.includes(0) ? { allowzero: 1 } : {};
  return graph.op('Reshape', [x, graph.ints(shape)], attributes, { dtype: x.dtype, shape });
}

/** Repeats x along axes of size 1 (and new leading axes) up to `shape`. */
export function expand(graph: GraphBuilder, x: Value, shape: readonly number[]): Value {
  if (sameShape(shape, x.shape)) return x;
  return graph.op('Expand', [x, graph.ints(shape)], {}, { dtype: x.dtype, shape });
}

export function concat(graph: GraphBuilder, xs: readonly Value[], axis: number): Value {
  const [first] = xs;
  if (!first) throw new Error('concat of nothing');
  if (xs.length === 1) return first;
  const shape = [...first.shape];
  shape[axis] = xs.reduce((sum, x) => sum + at(x.shape, axis), 0);
  return graph.op('Concat', xs, { axis }, { dtype: first.dtype, shape });
}

/** Slices of `x` along `axis`, which is replaced by the shape of `indices`. */
export function gather(graph: GraphBuilder, x: Value, indices: Value, axis: number): Value {
  const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
  return graph.op('Gather', [x, indices], { axis }, { dtype: x.dtype, shape });
}

/**
 * x[starts : ends : steps] over all axes. ONNX Runtime (1.30) begins at the last element on WebGPU when a
 * step is negative, whatever the start is; so the elements behind the start are cut off before.
 *
 * @param shape of the result; ends are negative for negative steps
 */
export function slice(
  graph: GraphBuilder,
  x: Value,
  starts: readonly number[],
  ends: readonly number[],
  steps: readonly number[],
  shape: readonly number[],
): Value {
  const isCut = starts.map(
    (start, axis) => at(steps, axis) < 0 && start >= 0 && start < at(x.shape, axis) - 1,
  );
  if (isCut.includes(true)) {
    const lengths = x.shape.map((size, axis) => (isCut[axis] ? at(starts, axis) + 1 : size));
    const zeros = starts.map(() => 0);
    const ones = starts.map(() => 1);
    const cut = slice(graph, x, zeros, lengths, ones, lengths);
    // An end that counts from the end now counts from the new one.
    const moved = ends.map((end, axis) =>
      end < 0 ? end + at(x.shape, axis) - at(lengths, axis) : end,
    );
    return slice(graph, cut, starts, moved, steps, shape);
  }
  const axes = graph.ints([...starts.keys()]);
  const inputs = [x, graph.ints(starts), graph.ints(ends), axes, graph.ints(steps)];
  return graph.op('Slice', inputs, {}, { dtype: x.dtype, shape });
}

/** An end that lies before the first element of any axis, so that open sizes need no arithmetic. */
const beforeFirst = -(2 ** 31);

/** x with the order of its elements along some axes reversed. */
export function reverse(graph: GraphBuilder, x: Value, axes: readonly number[]): Value {
  const all = (value: number) => graph.ints(axes.map(() => value));
  return graph.op('Slice', [x, all(-1), all(beforeFirst), graph.ints(axes), all(-1)], {}, x);
}

/** Pads (or, where negative, crops) each axis: `pads` is every begin, then every end. */
export function pad(graph: GraphBuilder, x: Value, pads: readonly number[], value?: Value): Value {
  if (pads.every((size) => size === 0)) return x;
  const rank = x.shape.length;
  const crops = pads.map((size) => Math.min(size, 0));
  // ONNX Runtime crops before it pads, and some elements must be left in between.
  const cropsAll = x.shape.some((size, axis) => {
    const cropped = -at(crops, axis) - at(crops, axis + rank);
    return cropped > 0 && cropped >= size;
  });
  const fills = pads.map((size) => Math.max(size, 0));
  if (cropsAll && fills.some((size) => size > 0)) {
    return pad(graph, pad(graph, x, fills, value), crops, value);
  }
  const shape = x.shape.map((size, axis) => size + at(pads, axis) + at(pads, axis + rank));
  const inputs = value ? [x, graph.ints(pads), value] : [x, graph.ints(pads)];
  return graph.op('Pad', inputs, {}, { dtype: x.dtype, shape });
}

/** ReduceSum, ReduceMax … over these axes. */
export function reduce(
  graph: GraphBuilder,
  op: string,
  x: Value,
  axes: readonly number[],
  keepDims: boolean,
): Value {
  if (axes.length === 0) return x;
  const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const shape = keepDims ? kept : kept.filter((_, axis) => !axes.includes(axis));
  const keepdims = keepDims ? 1 : 0;
  return graph.op(op, [x, graph.ints(axes)], { keepdims }, { dtype: x.dtype, shape });
}

/** Matrix product over the last two axes, the others broadcast. */
export function matMul(graph: GraphBuilder, a: Value, b: Value): Value {
  const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const shape = [...batch, at(a.shape, -2), at(b.shape, -1)];
  return graph.op('MatMul', [a, b], {}, { dtype: a.dtype, shape });
}

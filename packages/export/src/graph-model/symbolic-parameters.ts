/**
 * Operators whose parameters (a shape, a begin, a count) are computed when the graph runs. tfjs takes such
 * parameters as JavaScript numbers; ONNX takes them as tensors. With known parameters tfjs-converter
 * computes the operator, and its lowering has plain constants.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Value } from '@ganport/graph';
import { at, cast, reshape, where } from '@ganport/graph/ops';
import { type Call, type Operator, tensorAt, intAttribute } from './operator.ts';
import { exampleNumbers, isSymbolic, recording, toSizes, toTensor, valueOf } from './tensors.ts';
import { sizeName } from './true-positions.ts';

/** An operator that is recorded here only if one of these inputs is symbolic. */
export function withParameters(
  parameters: readonly number[],
  record: (call: Call, x: Tensor) => readonly Tensor[],
): Operator {
  return {
    compute(call) {
      const present = parameters.filter((i) => i < call.inputs.length);
      if (!present.some((i) => isSymbolic(tensorAt(call, i)))) return undefined;
      return record(call, tensorAt(call, 0));
    },
  };
}

const result = (
  op: string,
  inputs: readonly (Value | null)[],
  of: { dtype: Value['dtype'] },
  shape: readonly number[],
  attributes = {},
) => toTensor(recording().builder.op(op, inputs, attributes, { dtype: of.dtype, shape }));

const reshapeTo = withParameters([1], (call, x) => {
  const { builder } = recording();
  const shape = tensorAt(call, 1);
  const sizes = exampleNumbers(shape);
  const known = sizes.reduce((product, size) => (size < 0 ? product : product * size), 1);
  const full = sizes.map((size) => (size < 0 ? x.size / known : size));
  const value = valueOf(x);
  return [result('Reshape', [value, toSizes(builder, shape)], value, full, { allowzero: 1 })];
});

const fill = withParameters([0], (call, dims) => {
  const { builder } = recording();
  const value = valueOf(tensorAt(call, 1));
  return [result('Expand', [value, toSizes(builder, dims)], value, exampleNumbers(dims))];
});

const broadcastTo = withParameters([1], (call, x) => {
  const { builder } = recording();
  const shape = tensorAt(call, 1);
  const value = valueOf(x);
  return [result('Expand', [value, toSizes(builder, shape)], value, exampleNumbers(shape))];
});

const tile = withParameters([1], (call, x) => {
  const { builder } = recording();
  const repeats = tensorAt(call, 1);
  const counts = exampleNumbers(repeats);
  const value = valueOf(x);
  const shape = x.shape.map((size, axis) => size * at(counts, axis));
  return [result('Tile', [value, toSizes(builder, repeats)], value, shape)];
});

const pad = withParameters([1, 2], (call, x) => {
  const { builder } = recording();
  const paddings = tensorAt(call, 1);
  const numbers = exampleNumbers(paddings);
  const value = valueOf(x);
  // [axis, begin or end] in TensorFlow; every begin, then every end, in ONNX.
  const pairs = cast(builder, valueOf(paddings), 'int64');
  const columns = builder.op(
    'Transpose',
    [pairs],
    { perm: [1, 0] },
    { dtype: 'int64', shape: [2, x.rank] },
  );
  const inputs = [value, reshape(builder, columns, [2 * x.rank])];
  if (call.inputs.length > 2) inputs.push(reshape(builder, valueOf(tensorAt(call, 2)), []));
  const shape = x.shape.map(
    (size, axis) => size + at(numbers, 2 * axis) + at(numbers, 2 * axis + 1),
  );
  return [result('Pad', inputs, value, shape)];
});

/** The end of a slice that reaches to the end of its axis. */
const toTheEnd = 2 ** 31 - 1;

const slice = withParameters([1, 2], (call, x) => {
  const { builder } = recording();
  const [begin, size] = [tensorAt(call, 1), tensorAt(call, 2)];
  const starts = toSizes(builder, begin);
  const counts = toSizes(builder, size);
  const vector = { dtype: 'int64', shape: [x.rank] } as const;
  const sums = builder.op('Add', [starts, counts], {}, vector);
  const isOpen = builder.op(
    'Less',
    [counts, builder.ints([0])],
    {},
    { dtype: 'bool', shape: [x.rank] },
  );
  const ends = where(builder, isOpen, builder.ints(x.shape.map(() => toTheEnd)), sums);
  const from = exampleNumbers(begin);
  const shape = exampleNumbers(size).map((count, axis) =>
    count < 0 ? at(x.shape, axis) - at(from, axis) : count,
  );
  const value = valueOf(x);
  return [result('Slice', [value, starts, ends], value, shape)];
});

/** TensorFlow's masks have a bit for each entry of begin, end and strides. */
const stridedSlice = withParameters([1, 2, 3], (call, x) => {
  const backend = recording();
  const { builder, dataSizes } = backend;
  const [begin, end, strides] = [tensorAt(call, 1), tensorAt(call, 2), tensorAt(call, 3)];
  const masks = ['begin_mask', 'end_mask', 'ellipsis_mask', 'new_axis_mask', 'shrink_axis_mask'];
  const [beginMask = 0, endMask = 0, ellipsisMask = 0, newMask = 0, shrinkMask = 0] = masks.map(
    (name) => intAttribute(call, name, 0),
  );
  const steps = exampleNumbers(strides);
  // Between two numbers that are computed from data, any count may be.
  const isOfData = !backend.example(begin) && !backend.example(end);
  const [from, to] = [exampleNumbers(begin), exampleNumbers(end)];
  const [starts, ends] = [toSizes(builder, begin), toSizes(builder, end)];
  const entryOf = (vector: Value, entry: number) => {
    const type = { dtype: 'int64', shape: [1] } as const;
    return builder.op('Gather', [vector, builder.ints([entry])], { axis: 0 }, type);
  };
  const has = (mask: number, entry: number) => (mask & (1 << entry)) !== 0;
  const entries = steps.map((_, entry) => entry);
  const added = entries.filter((entry) => has(newMask, entry)).length;
  const isEllipsis = (entry: number) => has(ellipsisMask, entry);
  const spanned = x.rank - (entries.length - added - entries.filter(isEllipsis).length);
  const sliced = {
    axes: [] as number[],
    starts: [] as Value[],
    ends: [] as Value[],
    steps: [] as number[],
  };
  const lengths: (readonly [symbol: string, axis: number])[] = [];
  /** The sizes after the slice; axes that vanish or are new are in `squeezed` and `shape`. */
  const slicedShape = [...x.shape];
  const shape: number[] = [];
  let axis = 0;
  for (const entry of entries) {
    if (isEllipsis(entry)) {
      for (const stop = axis + spanned; axis < stop; axis++) shape.push(at(x.shape, axis));
    } else if (has(newMask, entry)) {
      shape.push(1);
    } else {
      const length = at(x.shape, axis);
      const step = at(steps, entry);
      const shrinks = has(shrinkMask, entry);
      const open = {
        start: has(beginMask, entry) && !shrinks,
        end: has(endMask, entry) && !shrinks,
      };
      const first = open.start ? (step > 0 ? 0 : length - 1) : clamp(at(from, entry), length, step);
      const last = open.end ? (step > 0 ? length : -1) : clamp(at(to, entry), length, step);
      const found =
        isOfData && !shrinks && !open.start && !open.end
          ? dataSizes.standIn(sizeName(call, `length_${axis}`))
          : undefined;
      if (found) lengths.push([found.symbol, axis]);
      const count = found?.size ?? (shrinks ? 1 : Math.max(0, Math.ceil((last - first) / step)));
      const start = entryOf(starts, entry);
      sliced.axes.push(axis);
      sliced.steps.push(shrinks ? 1 : step);
      sliced.starts.push(open.start ? builder.ints([step > 0 ? 0 : toTheEnd]) : start);
      if (shrinks) sliced.ends.push(after(start));
      else
        sliced.ends.push(
          open.end ? builder.ints([step > 0 ? toTheEnd : -toTheEnd]) : entryOf(ends, entry),
        );
      slicedShape[axis] = count;
      if (!shrinks) shape.push(count);
      axis++;
    }
  }
  shape.push(...x.shape.slice(axis));
  const value = valueOf(x);
  const join = (parts: readonly Value[]) =>
    builder.op('Concat', parts, { axis: 0 }, { dtype: 'int64', shape: [parts.length] });
  const cut = builder.op(
    'Slice',
    [
      value,
      join(sliced.starts),
      join(sliced.ends),
      builder.ints(sliced.axes),
      builder.ints(sliced.steps),
    ],
    {},
    { dtype: value.dtype, shape: slicedShape },
  );
  for (const [symbol, cutAxis] of lengths) dataSizes.locate(symbol, cut, cutAxis);
  const reshaped = reshape(builder, cut, shape);
  return [toTensor(reshaped, sliceExample(call, x, slicedShape))];

  /** start + 1, but the end of the axis after −1. */
  function after(start: Value): Value {
    const type = { dtype: 'int64', shape: [1] } as const;
    const next = builder.op('Add', [start, builder.ints([1])], {}, type);
    const isLast = builder.op('Equal', [next, builder.ints([0])], {}, { ...type, dtype: 'bool' });
    return where(builder, isLast, builder.ints([toTheEnd]), next);
  }
});

/** Numbers of a slice of a vector of sizes, where the slice's own numbers have examples too. */
function sliceExample(call: Call, x: Tensor, shape: readonly number[]): Int32Array | undefined {
  const values = recording().example(x);
  if (!values || x.rank !== 1) return undefined;
  const [first = 0] = exampleNumbers(tensorAt(call, 1));
  const start = first < 0 ? first + x.size : first;
  return (values as Int32Array).slice(start, start + at(shape, 0));
}

/** A position as TensorFlow clamps it: from the end if negative, then into the axis. */
function clamp(position: number, length: number, step: number): number {
  const absolute = position < 0 ? position + length : position;
  return step > 0
    ? Math.min(Math.max(absolute, 0), length)
    : Math.min(Math.max(absolute, -1), length - 1);
}

const range = withParameters([0, 1, 2], (call) => {
  const tensors = [0, 1, 2].map((i) => tensorAt(call, i));
  const [start = 0, stop = 0, step = 1] = tensors.map((tensor) => exampleNumbers(tensor)[0] ?? 0);
  const count = Math.max(0, Math.ceil((stop - start) / step));
  const values = tensors.map(valueOf);
  const value = recording().builder.op(
    'Range',
    values,
    {},
    { dtype: at(values, 0).dtype, shape: [count] },
  );
  const numbers = Int32Array.from({ length: count }, (_, i) => start + i * step);
  return [toTensor(value, numbers)];
});

const topK = withParameters([1], (call, x) => {
  const { builder } = recording();
  const k = tensorAt(call, 1);
  const [count = 0] = exampleNumbers(k);
  const value = valueOf(x);
  const shape = [...x.shape.slice(0, -1), count];
  const [values, positions] = builder.ops('TopK', [value, toSizes(builder, k)], { axis: -1 }, [
    { dtype: value.dtype, shape },
    { dtype: 'int64', shape },
  ]) as [Value, Value];
  return [toTensor(values), toTensor(cast(builder, positions, 'int32'))];
});

export const symbolicParameters: Readonly<Record<string, Operator>> = {
  Reshape: reshapeTo,
  Fill: fill,
  BroadcastTo: broadcastTo,
  Tile: tile,
  Pad: pad,
  PadV2: pad,
  Slice: slice,
  StridedSlice: stridedSlice,
  Range: range,
  TopKV2: topK,
};

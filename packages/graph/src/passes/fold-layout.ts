/**
 * Operators that move, select, repeat or convert elements, computed on constants for constant-folding.ts.
 * Each entry takes the operator's inputs (undefined where one is left out) and returns undefined in cases
 * that it does not cover.
 */
import { getInt, getInts } from '../graph/attributes.ts';
import {
  constantOf,
  expanded,
  int64Vector,
  reshaped,
  strided,
  toIntegers,
  transposed,
} from '../graph/constant.ts';
import { broadcastShape, sizeOf, stridesOf } from '../graph/shape.ts';
import { dataTypeOf, dataTypes, type NumberType } from '../graph/data-type.ts';
import type { Constant, Node } from '../graph/graph.ts';
import { isAffordable } from './fold-arithmetic.ts';
import { fromStart, identity } from './permutation.ts';

type Fold = (inputs: readonly (Constant | undefined)[], node: Node) => Constant | undefined;

/** An entry for an operator that needs its first input. */
const from =
  (
    fold: (x: Constant, more: readonly (Constant | undefined)[], node: Node) => ReturnType<Fold>,
  ): Fold =>
  ([x, ...more], node) =>
    x && fold(x, more, node);

const axesOf = (constant: Constant | undefined, rank: number) =>
  toIntegers(constant)?.map((axis) => fromStart(axis, rank));

const reshape = from((x, [target], node) => {
  const keepsZeros = getInt(node, 'allowzero') === 1;
  const sizes = toIntegers(target)?.map((size, axis) =>
    size === 0 && !keepsZeros ? (x.shape[axis] ?? 0) : size,
  );
  if (sizes === undefined) return undefined;
  const known = sizeOf(sizes.filter((size) => size !== -1));
  const shape = sizes.map((size) => (size === -1 ? x.data.length / known : size));
  return sizeOf(shape) === x.data.length ? reshaped(x, shape) : undefined;
});

const squeeze = from((x, [axes]) => {
  const given = axesOf(axes, x.shape.length);
  const stays = (size: number, axis: number) => (given ? !given.includes(axis) : size !== 1);
  return reshaped(x, x.shape.filter(stays));
});

const unsqueeze = from((x, [axes]) => {
  const rank = x.shape.length + (axes?.data.length ?? 0);
  const added = axesOf(axes, rank);
  const sizes = [...x.shape];
  return (
    added &&
    reshaped(
      x,
      identity(rank).map((axis) => (added.includes(axis) ? 1 : (sizes.shift() ?? 1))),
    )
  );
});

const expand = from((x, [target]) => {
  const sizes = toIntegers(target);
  const shape = sizes && broadcastShape(x.shape, sizes);
  return shape && isAffordable(shape, [x]) ? expanded(x, shape) : undefined;
});

const constantOfShape = from((target, _, { attributes: { value } }) => {
  const shape = toIntegers(target);
  const fill = value?.type === 'tensor' ? value.value : constantOf('float32', [1], [0]);
  return shape && isAffordable(shape, [target])
    ? strided(
        fill,
        shape,
        shape.map(() => 0),
      )
    : undefined;
});

const concat: Fold = (inputs, node) => {
  const parts = inputs.filter((input) => input !== undefined);
  const [first] = parts;
  if (first === undefined) return undefined;
  const axis = fromStart(getInt(node, 'axis') ?? 0, first.shape.length);
  const size = parts.reduce((sum, { shape }) => sum + (shape[axis] ?? 0), 0);
  const shape = first.shape.with(axis, size);
  const rows = sizeOf(shape.slice(0, axis));
  return joined(first.dtype, shape, rows, (row) =>
    parts.map((part) => ({ part, block: row, elements: sizeOf(part.shape.slice(axis)) })),
  );
};

const gather = from((x, [indices], node) => {
  const axis = fromStart(getInt(node, 'axis') ?? 0, x.shape.length);
  const size = x.shape[axis] ?? 0;
  const picks = toIntegers(indices)?.map((index) => fromStart(index, size));
  const shape = x.shape.toSpliced(axis, 1, ...(indices?.shape ?? []));
  if (!picks?.every((pick) => pick >= 0 && pick < size) || !isAffordable(shape, [x])) {
    return undefined;
  }
  const elements = sizeOf(x.shape.slice(axis + 1));
  return joined(x.dtype, shape, sizeOf(x.shape.slice(0, axis)), (row) =>
    picks.map((pick) => ({ part: x, block: row * size + pick, elements })),
  );
});

/** An end beyond the exact integers means the last element. */
const slice = from((x, [starts, ends, axes, steps]) => {
  const begin = toIntegers(starts);
  const end = ends && Array.from(ends.data, Number);
  const along = axes ? axesOf(axes, x.shape.length) : begin?.map((_, axis) => axis);
  const every = steps ? toIntegers(steps) : begin?.map(() => 1);
  if (!begin || !end || !along || !every?.every((step) => step !== 0)) return undefined;
  const strides = stridesOf(x.shape);
  const shape = [...x.shape];
  let start = 0;
  for (const [index, axis] of along.entries()) {
    const size = x.shape[axis] ?? 0;
    const step = every[index] ?? 1;
    // A negative step starts at the last element and ends before the first.
    const before = step > 0 ? 0 : -1;
    const clamp = (at = 0, least = 0) =>
      Math.min(Math.max(fromStart(at, size), least), size + before);
    const [first, last] = [clamp(begin[index]), clamp(end[index], before)];
    shape[axis] = Math.max(0, Math.ceil((last - first) / step));
    start += first * (strides[axis] ?? 0);
    strides[axis] = (strides[axis] ?? 0) * step;
  }
  return strided(x, shape, strides, start);
});

/** A cast for which every value exists in the new type, apart from fractions, which are truncated. */
const cast = from((x, _, node) => {
  const to = dataTypeOf(getInt(node, 'to') ?? 0);
  if (to === x.dtype) return x;
  if (to === undefined || to === 'string') return undefined;
  if (!castable.has(x.dtype) || !castable.has(to)) return undefined;
  const values = Array.from<number | bigint>(x.data);
  if (to === 'bool')
    return constantOf(
      to,
      x.shape,
      values.map((value) => (Number(value) === 0 ? 0 : 1)),
    );
  if (to === 'float32' || to === 'float64') return constantOf(to, x.shape, values);
  const whole = values.map((value) => (typeof value === 'bigint' ? value : Math.trunc(value)));
  const limit = to === 'int32' ? 2 ** 31 : 2 ** 63;
  const fits = whole.every((value) => value >= -limit && value < limit);
  return fits ? constantOf(to, x.shape, whole) : undefined;
});

const castable = new Set<NumberType>(['float32', 'float64', 'int32', 'int64', 'bool']);

/** The tensor in an attribute of a Constant node. */
const constant: Fold = (_, { attributes }) => {
  const [attribute, ...others] = Object.values(attributes);
  if (attribute === undefined || others.length > 0) return undefined;
  if (attribute.type === 'tensor') return attribute.value;
  if (attribute.type === 'float') return constantOf('float32', [], [attribute.value]);
  if (attribute.type === 'int') return constantOf('int64', [], [attribute.value]);
  return attribute.type === 'ints' ? int64Vector(attribute.value) : undefined;
};

/** By operator of ONNX's own domain. */
export const layoutFolds: ReadonlyMap<string, Fold> = new Map([
  ['Cast', cast],
  ['Concat', concat],
  ['Constant', constant],
  ['ConstantOfShape', constantOfShape],
  ['Expand', expand],
  [
    'Flatten',
    from((x, _, node) => {
      const axis = fromStart(getInt(node, 'axis') ?? 1, x.shape.length);
      return reshaped(x, [sizeOf(x.shape.slice(0, axis)), sizeOf(x.shape.slice(axis))]);
    }),
  ],
  ['Gather', gather],
  ['Identity', from((x) => x)],
  ['Reshape', reshape],
  ['Slice', slice],
  ['Squeeze', squeeze],
  [
    'Transpose',
    from((x, _, node) =>
      transposed(x, getInts(node, 'perm') ?? identity(x.shape.length).toReversed()),
    ),
  ],
  ['Unsqueeze', unsqueeze],
]);

interface Block {
  readonly part: Constant;
  /** The index of the block of `elements` elements in the part. */
  readonly block: number;
  readonly elements: number;
}

/** A tensor assembled from blocks of others, row after row. */
function joined(
  dtype: NumberType,
  shape: readonly number[],
  rows: number,
  blocksOf: (row: number) => readonly Block[],
): Constant {
  const { array, bytes } = dataTypes[dtype];
  const data = new array(sizeOf(shape));
  const out = new Uint8Array(data.buffer);
  let at = 0;
  for (let row = 0; row < rows; row++) {
    for (const { part, block, elements } of blocksOf(row)) {
      const length = elements * bytes;
      const start = part.data.byteOffset + block * length;
      out.set(new Uint8Array(part.data.buffer, start, length), at);
      at += length;
    }
  }
  return { dtype, shape, data };
}

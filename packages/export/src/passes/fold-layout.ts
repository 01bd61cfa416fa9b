/**
 * What constant-folding needs of operators that move, select, repeat or convert the elements of
 * constants. An entry answers undefined in cases that it leaves to the runtime.
 */
import { getInt, getInts } from '../graph/attributes.ts';
import { reshaped, sizeOf, strided, stridesOf, toIntegers, transposed } from '../graph/constant.ts';
import { dataTypeOf, dataTypes, type DataType } from '../graph/data-type.ts';
import type { Constant, Node } from '../graph/graph.ts';
import { broadcastShape, spread } from './fold-arithmetic.ts';
import { fromStart, identity } from './permutation.ts';

/** The node's output, from its inputs, all of which are given. */
type Fold = (node: Node, x: Constant, ...more: readonly Constant[]) => Constant | undefined;

/** Whether a model may hold a result of these bytes in the place of what it is computed from. */
export function mayReplace(bytes: number, inputBytes: number): boolean {
  return bytes <= 2 * inputBytes + 4096;
}

const transpose: Fold = (node, x) =>
  transposed(x, getInts(node, 'perm') ?? identity(x.shape.length).toReversed());

const reshape: Fold = (node, x, target) => {
  const keepsZeros = getInt(node, 'allowzero') === 1;
  const sizes = toIntegers(target)?.map((size, axis) =>
    size === 0 && !keepsZeros ? (x.shape[axis] ?? 0) : size,
  );
  if (sizes === undefined) return undefined;
  const known = sizeOf(sizes.filter((size) => size !== -1));
  const shape = sizes.map((size) => (size === -1 && known > 0 ? x.data.length / known : size));
  return sizeOf(shape) === x.data.length && !shape.includes(-1) ? reshaped(x, shape) : undefined;
};

const flatten: Fold = (node, x) => {
  const axis = fromStart(getInt(node, 'axis') ?? 1, x.shape.length);
  return reshaped(x, [sizeOf(x.shape.slice(0, axis)), sizeOf(x.shape.slice(axis))]);
};

const squeeze: Fold = (_, x, axes) => {
  const gone = toIntegers(axes)?.map((axis) => fromStart(axis, x.shape.length));
  const shape = x.shape.filter((size, axis) => !(gone?.includes(axis) ?? size === 1));
  return sizeOf(shape) === x.data.length ? reshaped(x, shape) : undefined;
};

const unsqueeze: Fold = (_, x, axes) => {
  const added = toIntegers(axes);
  if (added === undefined) return undefined;
  const rank = x.shape.length + added.length;
  const isAdded = new Set(added.map((axis) => fromStart(axis, rank)));
  const sizes = [...x.shape];
  const shape = identity(rank).map((axis) => (isAdded.has(axis) ? 1 : (sizes.shift() ?? 1)));
  return reshaped(x, shape);
};

const expand: Fold = (_, x, target) => {
  const sizes = toIntegers(target);
  const shape = sizes && broadcastShape(x.shape, sizes);
  const { BYTES_PER_ELEMENT: bytes, byteLength } = x.data;
  return shape && mayReplace(sizeOf(shape) * bytes, byteLength) ? spread(x, shape) : undefined;
};

const concat: Fold = (node, ...inputs) => {
  const [first] = inputs;
  const axis = fromStart(getInt(node, 'axis') ?? 0, first.shape.length);
  const total = inputs.reduce((sum, { shape }) => sum + (shape[axis] ?? 0), 0);
  const shape = first.shape.with(axis, total);
  return blocks(first.dtype, shape, sizeOf(shape.slice(0, axis)), (row) =>
    inputs.map((input) => ({ from: input, block: row, length: sizeOf(input.shape.slice(axis)) })),
  );
};

const gather: Fold = (node, x, indices) => {
  const axis = fromStart(getInt(node, 'axis') ?? 0, x.shape.length);
  const size = x.shape[axis] ?? 0;
  const picks = toIntegers(indices)?.map((index) => fromStart(index, size));
  if (!picks || picks.some((pick) => pick < 0 || pick >= size)) return undefined;
  const shape = x.shape.toSpliced(axis, 1, ...(indices?.shape ?? []));
  const length = sizeOf(x.shape.slice(axis + 1));
  return blocks(x.dtype, shape, sizeOf(x.shape.slice(0, axis)), (row) =>
    picks.map((pick) => ({ from: x, block: row * size + pick, length })),
  );
};

/** Forwards only; ends may be anywhere. */
const slice: Fold = (_, x, starts, ends, given, steps) => {
  const from = toIntegers(starts);
  // An end may be the largest int64.
  const to = ends && Array.from(ends.data, Number);
  const axes = toIntegers(given) ?? from?.map((_start, axis) => axis);
  const by = toIntegers(steps);
  if (!from || !to || !axes || by?.some((step) => step < 1)) return undefined;
  const strides = stridesOf(x.shape);
  const shape = [...x.shape];
  let start = 0;
  for (const [index, counted] of axes.entries()) {
    const axis = fromStart(counted, x.shape.length);
    const size = x.shape[axis] ?? 0;
    const clamp = (at = 0) => Math.min(Math.max(fromStart(at, size), 0), size);
    const first = clamp(from[index]);
    const step = by?.[index] ?? 1;
    shape[axis] = Math.max(0, Math.ceil((clamp(to[index]) - first) / step));
    start += first * (strides[axis] ?? 0);
    strides[axis] = (strides[axis] ?? 0) * step;
  }
  return strided(x, shape, strides, start);
};

const castable = new Set<DataType>(['float32', 'float64', 'int32', 'int64', 'bool']);

/** Between these types, where the number exists in both. */
const cast: Fold = (node, x) => {
  const dtype = dataTypeOf(getInt(node, 'to') ?? 0);
  if (dtype === undefined || !castable.has(dtype) || !castable.has(x.dtype)) return undefined;
  const data = new dataTypes[dtype].array(x.data.length);
  for (const [at, value] of x.data.entries()) {
    const number = dtype === 'bool' ? Number(Number(value) !== 0) : Number(value);
    const whole = Math.trunc(number);
    const fits = dtype === 'int32' ? Math.abs(whole) < 2 ** 31 : Number.isSafeInteger(whole);
    if (dtype.startsWith('int') && !fits) return undefined;
    if (data instanceof BigInt64Array) data[at] = BigInt(whole);
    else data[at] = dtype === 'int32' ? whole : number;
  }
  return { dtype, shape: x.shape, data };
};

/** By operator of ONNX's own domain. */
export const layoutFolds: ReadonlyMap<string, Fold> = new Map([
  ['Identity', (_: Node, x: Constant) => x],
  ['Transpose', transpose],
  ['Reshape', reshape],
  ['Flatten', flatten],
  ['Squeeze', squeeze],
  ['Unsqueeze', unsqueeze],
  ['Expand', expand],
  ['Concat', concat],
  ['Gather', gather],
  ['Slice', slice],
  ['Cast', cast],
]);

/** A run of `length` elements: the one after `block` others of that length. */
interface Block {
  readonly from: Constant;
  readonly block: number;
  readonly length: number;
}

/** A tensor put together, row by row, of blocks of others of its type. */
function blocks(
  dtype: DataType,
  shape: readonly number[],
  rows: number,
  list: (row: number) => readonly Block[],
): Constant {
  const { array, bytes } = dataTypes[dtype];
  const data = new array(sizeOf(shape));
  const out = new Uint8Array(data.buffer);
  let at = 0;
  for (let row = 0; row < rows; row++) {
    for (const { from, block, length } of list(row)) {
      const start = from.data.byteOffset + block * length * bytes;
      out.set(new Uint8Array(from.data.buffer, start, length * bytes), at);
      at += length * bytes;
    }
  }
  return { dtype, shape, data };
}

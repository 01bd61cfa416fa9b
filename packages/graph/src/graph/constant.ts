/**
 * Operations on constant tensors that the printer and several passes share: layout, comparison, hashing.
 * Arithmetic is in passes/fold-arithmetic.ts, the encoding in onnx/.
 */
import { GraphError } from '../errors.ts';
import { copyStrided } from './copy-strided.ts';
import { type DataType, dataTypes, isBig, type NumberType } from './data-type.ts';
import type { Constant } from './graph.ts';
import { sizeOf, stridesOf } from './shape.ts';

/** A tensor of these numbers; integers that the type cannot hold wrap around, as in typed arrays. */
export function constantOf(
  dtype: NumberType,
  shape: readonly number[],
  values: readonly (number | bigint)[],
): Constant {
  const data = new dataTypes[dtype].array(values.length);
  if (isBig(data)) values.forEach((value, at) => (data[at] = BigInt(value)));
  else values.forEach((value, at) => (data[at] = Number(value)));
  return { dtype, shape, data };
}

/** An int64 vector, which is how ONNX operators take shapes, axes and pads. */
export function int64Vector(values: readonly number[]): Constant {
  return constantOf('int64', [values.length], values);
}

/** The numbers of an integer tensor, or undefined where one is not an exact JavaScript number. */
export function toIntegers(constant: Constant | undefined): number[] | undefined {
  if (constant === undefined) return undefined;
  const values: number[] = [];
  // A loop, since weights of many MB are asked for too, whose first number mostly decides.
  for (const element of constant.data) {
    const value = Number(element);
    if (!Number.isSafeInteger(value)) return undefined;
    values.push(value);
  }
  return values;
}

/** The same numbers in the same order under another shape. */
export function reshaped(constant: Constant, shape: readonly number[]): Constant {
  if (sizeOf(shape) !== constant.data.length) {
    throw new GraphError(
      'bad-argument',
      `reshape: ${constant.data.length} elements do not fill [${shape.join(',')}]`,
    );
  }
  return { ...constant, shape };
}

/** Axis i of the result is axis permutation[i] of `constant`, as in ONNX's Transpose. */
export function transposed(constant: Constant, permutation: readonly number[]): Constant {
  const strides = stridesOf(constant.shape);
  return strided(
    constant,
    permutation.map((axis) => constant.shape[axis] ?? 1),
    permutation.map((axis) => strides[axis] ?? 0),
  );
}

/**
 * A tensor of this shape whose element i, j … is element start + i · strides[0] + j · strides[1] …
 * of `constant`.
 */
export function strided(
  { dtype, data }: Constant,
  shape: readonly number[],
  strides: readonly number[],
  start = 0,
): Constant {
  const out = new dataTypes[dtype].array(sizeOf(shape));
  copyStrided(data, out, shape, strides, start);
  return { dtype, shape, data: out };
}

/** The constant with its elements repeated up to `shape`, which it must broadcast to. */
export function expanded(constant: Constant, shape: readonly number[]): Constant {
  if (constant.shape.join() === shape.join()) return constant;
  const missing = shape.length - constant.shape.length;
  const own = stridesOf(constant.shape);
  const strides = shape.map((_, axis) =>
    constant.shape[axis - missing] === 1 ? 0 : (own[axis - missing] ?? 0),
  );
  return strided(constant, shape, strides);
}

/** A short key of a tensor's contents, equal for equal tensors. Cached by identity. */
export function contentKey(constant: Constant): string {
  const known = contentKeys.get(constant);
  if (known !== undefined) return known;
  const key = `${typeKey(constant.dtype, constant.shape)}${hash(wordsOf(constant))}`;
  contentKeys.set(constant, key);
  return key;
}

/** Whether two tensors have the same type, shape and bits. */
export function sameConstant(a: Constant, b: Constant): boolean {
  if (a === b) return true;
  if (typeKey(a.dtype, a.shape) !== typeKey(b.dtype, b.shape)) return false;
  if (a.data.byteLength !== b.data.byteLength) return false;
  const x = wordsOf(a);
  const y = wordsOf(b);
  // A loop: tensors of many MB are compared, and a callback for each element takes several times as long.
  for (let index = 0; index < x.length; index++) if (x[index] !== y[index]) return false;
  return true;
}

/** Whether all elements are the same, to the last bit. Cached by identity. */
export function isUniform(constant: Constant): boolean {
  const known = uniform.get(constant) ?? hasOneValue(constant);
  uniform.set(constant, known);
  return known;
}

const uniform = new WeakMap<Constant, boolean>();

function hasOneValue(constant: Constant): boolean {
  const { data } = constant;
  const elements = data.BYTES_PER_ELEMENT === 4 ? wordsOf(constant) : data;
  const [first] = elements;
  // A loop, as above. Object.is distinguishes -0 from 0 and equates NaN with NaN.
  for (let at = 1; at < elements.length; at++) if (!Object.is(elements[at], first)) return false;
  return true;
}

export function typeKey(dtype: DataType, shape: readonly (number | string)[]): string {
  return `${dtype}[${shape.join(',')}]`;
}

const contentKeys = new WeakMap<Constant, string>();

/** The bits as 32-bit words, or as bytes where they do not fill words. */
function wordsOf({ data }: Constant): Int32Array | Uint8Array {
  const { buffer, byteOffset, byteLength } = data;
  if (byteLength % 4 !== 0) return new Uint8Array(buffer, byteOffset, byteLength);
  return byteOffset % 4 === 0
    ? new Int32Array(buffer, byteOffset, byteLength / 4)
    : new Int32Array(buffer.slice(byteOffset, byteOffset + byteLength));
}

/** Two 32-bit multiplicative hashes over the words. */
function hash(words: Int32Array | Uint8Array): string {
  let a = 0x811c9dc5;
  let b = words.length;
  // A loop over indices, as above.
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? 0;
    a = Math.imul(a ^ word, 0x01000193);
    b = (Math.imul(b ^ (word >>> 15), 0x85ebca6b) + word) | 0;
  }
  return `${(a >>> 0).toString(36)}.${(b >>> 0).toString(36)}`;
}

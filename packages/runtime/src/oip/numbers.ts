/**
 * The numbers of a tensor as JSON and as bytes. The protocol has no float16 in JSON, and integers beyond
 * 2^53 cannot be read from it. Bytes are little-endian, as on every machine that runs ganport.
 */
import { RuntimeError } from '../errors.ts';
import {
  elementCount,
  elementTypes,
  type ElementType,
  type HostTensor,
  type TypedArray,
} from '../tensor.ts';

/** The most axes of a tensor, and the deepest nesting of its JSON. */
export const MAX_RANK = 32;

const ranges: Readonly<Partial<Record<ElementType, readonly [min: number, max: number]>>> = {
  uint8: [0, 2 ** 8 - 1],
  uint16: [0, 2 ** 16 - 1],
  uint32: [0, 2 ** 32 - 1],
  uint64: [0, Number.MAX_SAFE_INTEGER],
  int8: [-(2 ** 7), 2 ** 7 - 1],
  int16: [-(2 ** 15), 2 ** 15 - 1],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
};

interface TensorType {
  readonly name: string;
  readonly dtype: ElementType;
  readonly dims: readonly number[];
}

/**
 * A tensor of JSON's numbers, flat or nested as the shape is.
 *
 * @throws RuntimeError `invalid-feed` for numbers that do not fit the element type or the shape
 */
export function tensorOfJson({ name, dtype, dims }: TensorType, data: unknown): HostTensor {
  const fail = (problem: string) => new RuntimeError('invalid-feed', `tensor ${name}: ${problem}`);
  if (dtype === 'float16') throw fail('JSON has no float16; send its bytes');
  const values = flat(data);
  const count = elementCount(dims);
  if (values?.length !== count) {
    const got = values ? `${values.length} numbers` : 'no array';
    throw fail(`data must have the ${count} numbers of [${dims.join(', ')}], got ${got}`);
  }
  const read = readerOf(dtype);
  const array: TypedArray = new elementTypes[dtype].array(count);
  for (let i = 0; i < count; i++) {
    const value = read(values[i]);
    if (value === undefined) throw fail(`data[${i}] is no ${dtype}`);
    array[i] = value;
  }
  return { dtype, dims, data: array };
}

/** The elements of nested arrays; undefined for what is no array, or nested too deeply. */
function flat(data: unknown): readonly unknown[] | undefined {
  if (!Array.isArray(data)) return undefined;
  return Array.isArray(data[0]) ? data.flat(MAX_RANK) : data;
}

/** Undefined for a value that the element type does not have. */
function readerOf(dtype: ElementType): (value: unknown) => number | bigint | undefined {
  const range = ranges[dtype];
  if (range) {
    const [min, max] = range;
    const isBig = dtype === 'int64' || dtype === 'uint64';
    return (value) => {
      if (!Number.isInteger(value)) return undefined;
      const number = value as number;
      if (number < min || number > max) return undefined;
      return isBig ? BigInt(number) : number;
    };
  }
  if (dtype === 'bool') {
    return (value) =>
      typeof value === 'boolean' || value === 0 || value === 1 ? +value : undefined;
  }
  return (value) => {
    if (value === null) return NaN;
    return typeof value === 'number' ? value : undefined;
  };
}

/** The text of a JSON array with the tensor's numbers; `null` for those that are not finite. */
export function jsonOfTensor({ dtype, data }: HostTensor): string {
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return `[${data.join()}]`;
  if (dtype === 'bool') return JSON.stringify(Array.from(data, Boolean));
  if (data instanceof Float32Array) return jsonOfFloats(data);
  return JSON.stringify(Array.from(data));
}

/** From here to 1, nine decimals name a float32: its neighbors are 1.8e-9 away, or more. */
const NINE_DECIMALS = 2 ** -6;

/**
 * The numbers of images are between -1 and 1. Their decimals are found by whole numbers, which is quicker than
 * the shortest text of a double.
 */
function jsonOfFloat(value: number): string {
  const size = Math.abs(value);
  if (size >= NINE_DECIMALS && size < 1) {
    // 1 in front keeps the zeros behind the point.
    const decimals = String(1e9 + Math.round(size * 1e9)).slice(1);
    return `${value < 0 ? '-' : ''}0.${decimals}`;
  }
  if (Object.is(value, -0)) return '-0';
  return Number.isFinite(value) ? String(value) : 'null';
}

function jsonOfFloats(data: Float32Array): string {
  let text = '';
  for (const value of data) text += text === '' ? jsonOfFloat(value) : `,${jsonOfFloat(value)}`;
  return `[${text}]`;
}

/** Whether JSON has the numbers of a tensor. */
export function fitsJson({ dtype }: HostTensor): boolean {
  return dtype !== 'float16';
}

/**
 * A tensor of bytes, which are copied.
 *
 * @throws RuntimeError `invalid-feed` when their number does not fit the shape
 */
export function tensorOfBytes({ name, dtype, dims }: TensorType, bytes: Uint8Array): HostTensor {
  const { array } = elementTypes[dtype];
  const count = elementCount(dims);
  if (bytes.length !== count * array.BYTES_PER_ELEMENT) {
    const problem = `${dtype} [${dims.join(', ')}] has ${count * array.BYTES_PER_ELEMENT} bytes, got ${bytes.length}`;
    throw new RuntimeError('invalid-feed', `tensor ${name}: ${problem}`);
  }
  // Copied, because typed arrays start at multiples of their element's size.
  return { dtype, dims, data: new array(new Uint8Array(bytes).buffer, 0, count) };
}

export function bytesOfTensor({ data }: HostTensor): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/**
 * Tensors in host memory: an element type, dimensions and one typed array in row-major order.
 * They are plain data, so that they can be sent to threads, processes and pages; sessions compute
 * them.
 */
import { RuntimeError } from './errors.ts';
import { LENGTH_BYTES, textCount } from './texts.ts';

/**
 * Each element type with its number in ONNX's TensorProto.DataType and the array that holds it.
 * float16 is held as its bits; bool as 0 and 1; texts as the bytes that texts.ts describes.
 */
const table = {
  float32: { onnx: 1, array: Float32Array },
  uint8: { onnx: 2, array: Uint8Array },
  int8: { onnx: 3, array: Int8Array },
  uint16: { onnx: 4, array: Uint16Array },
  int16: { onnx: 5, array: Int16Array },
  int32: { onnx: 6, array: Int32Array },
  int64: { onnx: 7, array: BigInt64Array },
  string: { onnx: 8, array: Uint8Array },
  bool: { onnx: 9, array: Uint8Array },
  float16: { onnx: 10, array: Uint16Array },
  float64: { onnx: 11, array: Float64Array },
  uint32: { onnx: 12, array: Uint32Array },
  uint64: { onnx: 13, array: BigUint64Array },
} as const;

export type ElementType = keyof typeof table;

export type TypedArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

export interface HostTensor {
  readonly dtype: ElementType;
  readonly dims: readonly number[];
  readonly data: TypedArray;
}

/** Tensors by name: the inputs and outputs of a run. */
export type TensorMap = Readonly<Record<string, HostTensor>>;

export const elementTypes: Readonly<
  Record<
    ElementType,
    {
      readonly onnx: number;
      readonly array: {
        new (length: number): TypedArray;
        new (buffer: ArrayBufferLike, byteOffset: number, length: number): TypedArray;
        readonly BYTES_PER_ELEMENT: number;
        readonly name: string;
      };
    }
  >
> = table;

export function isElementType(name: string): name is ElementType {
  return Object.hasOwn(table, name);
}

/**
 * How many elements a tensor of these dimensions has; 1 for a scalar (`[]`).
 *
 * @example
 * elementCount([2, 3]); // 6
 */
export function elementCount(dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, 1);
}

/**
 * A tensor of these parts; `data` is not copied.
 *
 * @throws RuntimeError `invalid-feed` when the length or the kind of array does not fit
 * @example
 * const noise = hostTensor('float32', new Float32Array(2500), [25, 100]);
 */
export function hostTensor(
  dtype: ElementType,
  data: TypedArray,
  dims: readonly number[],
): HostTensor {
  if (!isElementType(dtype)) {
    const known = Object.keys(table).join(', ');
    throw new RuntimeError(
      'invalid-feed',
      `tensor: no element type ${String(dtype)}, only ${known}`,
    );
  }
  const expected = elementTypes[dtype].array;
  if (!(data instanceof expected)) {
    throw new RuntimeError(
      'invalid-feed',
      `tensor: ${dtype} data is a ${expected.name}, got ${ArrayBuffer.isView(data) ? data.constructor.name : typeof data}`,
    );
  }
  const count = countOf(dtype, data);
  if (count !== elementCount(dims)) {
    throw new RuntimeError(
      'invalid-feed',
      `tensor: [${dims.join(', ')}] has ${elementCount(dims)} elements, got ${count}`,
    );
  }
  return { dtype, dims, data };
}

/** How many elements an array holds; NaN for bytes that are no texts. */
export function countOf(dtype: ElementType, data: TypedArray): number {
  return dtype === 'string' ? textCount(data) : data.length;
}

/** A tensor with memory of its own: zeros, or empty texts. */
export function zeros(dtype: ElementType, dims: readonly number[]): HostTensor {
  const count = elementCount(dims);
  const length = dtype === 'string' ? count * LENGTH_BYTES : count;
  return { dtype, dims, data: new elementTypes[dtype].array(length) };
}

/** A copy with memory of its own. */
export function copyTensor({ dtype, dims, data }: HostTensor): HostTensor {
  return { dtype, dims: [...dims], data: data.slice() };
}

/** Whether a message's content is a map of tensors. */
export function isTensorMap(value: unknown): value is TensorMap {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every(
      (item: unknown) =>
        typeof item === 'object' &&
        item !== null &&
        'data' in item &&
        ArrayBuffer.isView(item.data),
    )
  );
}

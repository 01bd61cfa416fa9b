/**
 * Element types that ganport's graphs use: their ONNX numbers (onnx TensorProto.DataType) and the
 * typed array that holds them. A bool is a byte, a float16 is its bit pattern. Texts are values between
 * nodes only: what a graph knows of them is in attributes (value_strings, keys_strings).
 */
import { GraphError } from '../errors.ts';

export interface TypedArrays {
  float32: Float32Array;
  float64: Float64Array;
  float16: Uint16Array;
  int8: Int8Array;
  int16: Int16Array;
  int32: Int32Array;
  int64: BigInt64Array;
  uint8: Uint8Array;
  uint16: Uint16Array;
  uint32: Uint32Array;
  uint64: BigUint64Array;
  bool: Uint8Array;
}

/** Element types of constants. */
export type NumberType = keyof TypedArrays;
/** Element types of values. */
export type DataType = NumberType | 'string';
export type TypedArray = TypedArrays[NumberType];

interface DataTypeEntry {
  /** TensorProto.DataType. */
  readonly onnx: number;
  readonly bytes: number;
  readonly array: {
    new (length: number): TypedArray;
    new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): TypedArray;
  };
}

export const dataTypes: Readonly<Record<NumberType, DataTypeEntry>> = {
  float32: { onnx: 1, bytes: 4, array: Float32Array },
  uint8: { onnx: 2, bytes: 1, array: Uint8Array },
  int8: { onnx: 3, bytes: 1, array: Int8Array },
  uint16: { onnx: 4, bytes: 2, array: Uint16Array },
  int16: { onnx: 5, bytes: 2, array: Int16Array },
  int32: { onnx: 6, bytes: 4, array: Int32Array },
  int64: { onnx: 7, bytes: 8, array: BigInt64Array },
  bool: { onnx: 9, bytes: 1, array: Uint8Array },
  float16: { onnx: 10, bytes: 2, array: Uint16Array },
  float64: { onnx: 11, bytes: 8, array: Float64Array },
  uint32: { onnx: 12, bytes: 4, array: Uint32Array },
  uint64: { onnx: 13, bytes: 8, array: BigUint64Array },
};

const stringNumber = 8;

/** Whether elements are bigints. */
export function isBig(data: TypedArray): data is BigInt64Array | BigUint64Array {
  return data instanceof BigInt64Array || data instanceof BigUint64Array;
}

/** TensorProto.DataType of an element type. */
export function onnxNumberOf(dtype: DataType): number {
  return dtype === 'string' ? stringNumber : dataTypes[dtype].onnx;
}

export function dataTypeOf(onnx: number): DataType | undefined {
  return onnx === stringNumber ? 'string' : numberTypeOf(onnx);
}

/** The type of values that are numbers. @throws GraphError 'bad-argument' for texts */
export function numeric(dtype: DataType): NumberType {
  if (dtype !== 'string') return dtype;
  throw new GraphError('bad-argument', 'a value is a text, where the graph needs a number');
}

function numberTypeOf(onnx: number): NumberType | undefined {
  return (Object.keys(dataTypes) as NumberType[]).find((name) => dataTypes[name].onnx === onnx);
}

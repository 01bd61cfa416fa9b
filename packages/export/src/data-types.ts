/** Element types of tfjs as those of ONNX, and complex values, which ONNX does not have. */
import type { DataType as TfDataType } from '@tensorflow/tfjs-core';
import type { DataType, Value } from '@ganport/graph';
import { ExportError } from './errors.ts';

const onnxTypes: Partial<Record<TfDataType, DataType>> = {
  float32: 'float32',
  int32: 'int32',
  bool: 'bool',
  string: 'string',
};

/** The ONNX element type of a tfjs dtype. */
export function onnxDataType(dtype: TfDataType): DataType {
  const type = onnxTypes[dtype];
  if (!type) {
    throw new ExportError('bad-argument', `${dtype} tensors have no ONNX form in ganport`);
  }
  return type;
}

/** The tfjs dtype of an ONNX element type that tfjs has. */
export function tfDataType(dtype: DataType): 'float32' | 'int32' | 'bool' | 'string' {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool' || dtype === 'string')
    return dtype;
  throw new ExportError('bad-argument', `tfjs has no ${dtype} tensors`);
}

/** ONNX has no complex tensors: a complex value is two real ones. */
export interface ComplexValue {
  readonly real: Value;
  readonly imag: Value;
}

export type AnyValue = Value | ComplexValue;

export const isComplex = (value: AnyValue): value is ComplexValue => 'imag' in value;

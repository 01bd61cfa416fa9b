import type { Value } from '@ganport/graph';

/** ONNX has no complex tensors: a complex value is two real ones. */
export interface ComplexValue {
  readonly real: Value;
  readonly imag: Value;
}

export type AnyValue = Value | ComplexValue;

export const isComplex = (value: AnyValue): value is ComplexValue => 'imag' in value;

/** Conversion of tfjs's tensors to the host tensors that sessions use. */
import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import type { HostTensor } from '@ganport/runtime';
import { BackendError } from './errors.ts';

type NumericType = 'float32' | 'int32' | 'bool';

export function isNumericType(dtype: string): dtype is NumericType {
  return dtype === 'float32' || dtype === 'int32' || dtype === 'bool';
}

/** A dtype that tfjs and ONNX Runtime share. */
export function numericType(dtype: string, what: string): NumericType {
  if (isNumericType(dtype)) return dtype;
  throw new BackendError('bad-argument', `${what} is ${dtype}; use float32, int32 or bool`);
}

/** The tensor's numbers, read on whichever tfjs backend holds them. */
export async function toHostTensor(tensor: Tensor | Variable, what: string): Promise<HostTensor> {
  const dtype = numericType(tensor.dtype, what);
  const data = await tensor.data();
  return { dtype, dims: [...tensor.shape], data: dtype === 'bool' ? Uint8Array.from(data) : data };
}

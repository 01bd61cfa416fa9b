/** Conversion of tfjs's tensors to the host tensors that sessions use. */
import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import type { HostTensor } from '@ganport/runtime';
import { BackendError } from './errors.ts';

export type HostTensors = Record<string, HostTensor>;

type NumericType = 'float32' | 'int32' | 'bool';

export function isNumericType(dtype: string): dtype is NumericType {
  return dtype === 'float32' || dtype === 'int32' || dtype === 'bool';
}

/** A dtype that tfjs and ONNX Runtime share. */
export function numericType(dtype: string, what: string): NumericType {
  if (isNumericType(dtype)) return dtype;
  throw new BackendError('bad-argument', `${what} is ${dtype}; use float32, int32 or bool`);
}

/**
 * A copy of the tensor's numbers, read on whichever tfjs backend holds them. A worker takes the arrays
 * that it gets, and tfjs's cpu backend returns its own.
 */
export async function toHostTensor(tensor: Tensor | Variable, what: string): Promise<HostTensor> {
  const dtype = numericType(tensor.dtype, what);
  const data = await tensor.data();
  return {
    dtype,
    dims: [...tensor.shape],
    data: dtype === 'bool' ? Uint8Array.from(data) : data.slice(),
  };
}

/** Values of variables by tfjs's names. */
export async function variableValues(variables: readonly Variable[]): Promise<HostTensors> {
  return Object.fromEntries(
    await Promise.all(
      variables.map(async (variable) => [
        variable.name,
        await toHostTensor(variable, `variable ${variable.name}`),
      ]),
    ),
  );
}

/** Inputs of a call as host tensors. */
export async function hostTensors(
  given: Readonly<Record<string, HostTensor | Tensor>>,
): Promise<HostTensors> {
  return Object.fromEntries(
    await Promise.all(
      Object.entries(given).map(async ([name, tensor]) => [
        name,
        'dims' in tensor ? tensor : await toHostTensor(tensor, `input ${name}`),
      ]),
    ),
  );
}

/** Names, dtypes and shapes of inputs as a key. */
export function signatureOf(given: Readonly<Record<string, HostTensor | Tensor>>): string {
  return JSON.stringify(
    Object.entries(given).map(([name, value]) => [
      name,
      value.dtype,
      'dims' in value ? value.dims : value.shape,
    ]),
  );
}

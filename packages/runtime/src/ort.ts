/**
 * The part of onnxruntime-common that both onnxruntime-node and onnxruntime-web export, and the
 * conversion between its tensors and host tensors.
 */
import type {
  InferenceSession,
  InferenceSessionFactory,
  Tensor,
  TensorConstructor,
} from 'onnxruntime-common';
import { RuntimeError } from './errors.ts';
import type { ValueInfo } from './session.ts';
import { decodeTexts, encodeTexts } from './texts.ts';
import { isElementType, type HostTensor, type TypedArray } from './tensor.ts';

export interface Ort {
  readonly InferenceSession: InferenceSessionFactory;
  readonly Tensor: TensorConstructor;
}

export type OrtSession = InferenceSession;
export type OrtSessionOptions = InferenceSession.SessionOptions;
export type OrtTensor = Tensor;

/** No copy: both tensors share memory. Texts are JavaScript's own in ONNX Runtime. */
export function toOrt(ort: Ort, { dtype, data, dims }: HostTensor): OrtTensor {
  return new ort.Tensor(dtype, dtype === 'string' ? decodeTexts(data) : data, dims);
}

/** No copy for a tensor on the CPU. */
export function fromOrt(
  name: string,
  tensor: Pick<OrtTensor, 'type' | 'dims' | 'data'>,
): HostTensor {
  const { type, data } = tensor;
  const dims = [...tensor.dims];
  if (Array.isArray(data)) return { dtype: 'string', dims, data: encodeTexts(data) };
  if (!isElementType(type)) {
    throw new RuntimeError('run-failed', `output ${name}: ${type} tensors are not supported`);
  }
  return { dtype: type, dims, data: type === 'float16' ? bitsOf(data) : data };
}

/** Newer JavaScript engines have Float16Array; a host tensor holds the bits. */
function bitsOf(data: TypedArray): Uint16Array {
  return new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
}

/** @throws RuntimeError `invalid-model` for sequences, maps and 4-bit integers */
export function valueInfos(values: readonly InferenceSession.ValueMetadata[]): ValueInfo[] {
  return values.map((value) => {
    if (!value.isTensor || !isElementType(value.type)) {
      const type = value.isTensor ? value.type : 'no tensor';
      throw new RuntimeError(
        'invalid-model',
        `${value.name}: ${type}, which cannot be fed or read`,
      );
    }
    return { name: value.name, dtype: value.type, dims: value.shape.map(dimOf) };
  });
}

/** onnxruntime-web reads the -1 of an open size without a name as an unsigned number. */
const unnamed: readonly unknown[] = [-1, 2 ** 32 - 1];

const dimOf = (dim: number | string) => (unnamed.includes(dim) ? '' : dim);

/**
 * Between tensors of tfjs and arrays of the host. tfjs is taken by its shape: this package has none of its
 * own, and every tensor that is made comes from the copy of tfjs that is given.
 */
import { decodeTexts, encodeTexts, type HostTensor, type TensorMap } from '@ganport/runtime';
import { ParityError } from './errors.ts';

/** What of a tfjs tensor is used. */
export interface TensorLike {
  readonly shape: readonly number[];
  readonly dtype: string;
  data(): Promise<unknown>;
  dataSync(): unknown;
  buffer(): Promise<object>;
  dispose(): void;
}

/** What of tfjs itself is used. */
export interface TfjsLike {
  tensor(data: never, shape: number[], dtype: never): TensorLike;
  tidy(body: () => never): unknown;
}

/**
 * The input of a model.
 *
 * @throws ParityError `not-comparable` for one that is missing
 */
export function inputOf(name: string, inputs: TensorMap): HostTensor {
  const tensor = inputs[name];
  if (tensor) return tensor;
  const given = Object.keys(inputs).join(', ') || 'none';
  throw new ParityError('not-comparable', `input ${name}: the model needs it, got ${given}`);
}

/** A tensor of tfjs with the numbers or the texts of a host tensor. */
export function toTfjs(tf: TfjsLike, { data, dims, dtype }: HostTensor): TensorLike {
  const values = dtype === 'string' ? decodeTexts(data) : data;
  return tf.tensor(values as never, [...dims], dtype as never);
}

/**
 * @param data what the tensor's `data()` gives
 * @throws ParityError `not-comparable` for complex numbers
 */
export function toHost({ shape: dims, dtype }: TensorLike, data: unknown): HostTensor {
  if (data instanceof Float32Array) return { dtype: 'float32', dims, data };
  if (data instanceof Int32Array) return { dtype: 'int32', dims, data };
  if (data instanceof Uint8Array) return { dtype: 'bool', dims, data };
  if (dtype === 'string') return { dtype, dims, data: encodeTexts(data as readonly string[]) };
  throw new ParityError('not-comparable', `the model gives a ${dtype} tensor`);
}

/** Reads the tensors and disposes of them, whatever happens. */
export async function takeAll(tensors: readonly TensorLike[]): Promise<HostTensor[]> {
  try {
    return await Promise.all(tensors.map(async (tensor) => toHost(tensor, await tensor.data())));
  } finally {
    for (const tensor of tensors) tensor.dispose();
  }
}

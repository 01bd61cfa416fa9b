/**
 * A tfjs LayersModel as a reference, taken by its shape: this package has no tfjs of its own, and
 * every tensor that is made here comes from the copy of tfjs that the model belongs to.
 */
import { outputNamesOf } from '@ganport/graph/internal';
import type { HostTensor, TensorMap } from '@ganport/runtime';
import type { Reference } from './check-parity.ts';
import { ParityError } from './errors.ts';

/** What of a tfjs tensor is used. */
export interface TensorLike {
  readonly shape: readonly number[];
  readonly dtype: string;
  data(): Promise<unknown>;
  buffer(): Promise<object>;
  dispose(): void;
}

/** What of a tfjs LayersModel is used. */
export interface LayersModelLike {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** A Sequential has no names before it is built. */
  build(inputShape: unknown): void;
  getWeights(): readonly TensorLike[];
  predict(inputs: unknown): TensorLike | TensorLike[];
}

/** tfjs's TensorBuffer, a public class whose `toTensor()` makes a tensor of any numbers. */
interface BufferClass {
  new (shape: number[], dtype: string, values: HostTensor['data']): { toTensor(): TensorLike };
}

/**
 * Predicts with the model in inference mode on tfjs's current backend. Inputs and outputs have the
 * model's names; dtypes are float32, int32 and bool.
 *
 * @throws ParityError `not-comparable` for a model without weights, or when an input is missing
 */
export function layersModelReference(model: LayersModelLike): Reference {
  return async (inputs) => {
    if (model.inputNames.length === 0) model.build(undefined);
    const [weight] = model.getWeights();
    if (!weight) {
      const message = 'the model has no weights; compare with a function from tensors to tensors';
      throw new ParityError('not-comparable', message);
    }
    // Any tensor's buffer leads to the class that makes tensors.
    const { constructor } = await weight.buffer();
    const tensors = model.inputNames.map((name) =>
      toTfjs(constructor as BufferClass, name, inputs),
    );
    const [first] = tensors;
    const outputs = [model.predict(tensors.length === 1 ? first : tensors)].flat();
    const results = await Promise.all(outputs.map(toHost));
    for (const tensor of [...tensors, ...outputs]) tensor.dispose();
    return Object.fromEntries(
      outputNamesOf(model).map((name, i) => [name, results[i] as HostTensor]),
    );
  };
}

function toTfjs(buffer: BufferClass, name: string, inputs: TensorMap): TensorLike {
  const tensor = inputs[name];
  if (!tensor) {
    const given = Object.keys(inputs).join(', ') || 'none';
    const message = `input ${name}: the model needs it, got ${given}`;
    throw new ParityError('not-comparable', message);
  }
  return new buffer([...tensor.dims], tensor.dtype, tensor.data).toTensor();
}

async function toHost(tensor: TensorLike): Promise<HostTensor> {
  const dims = tensor.shape;
  const data = await tensor.data();
  if (data instanceof Float32Array) return { dtype: 'float32', dims, data };
  if (data instanceof Int32Array) return { dtype: 'int32', dims, data };
  if (data instanceof Uint8Array) return { dtype: 'bool', dims, data };
  throw new ParityError('not-comparable', `the model gives a ${tensor.dtype} tensor`);
}

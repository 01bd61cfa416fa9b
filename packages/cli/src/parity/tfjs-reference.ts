/** A tfjs model as the reference of a parity report: host tensors in and out, by name. */
import { outputNamesOf } from '@ganport/graph/internal';
import type { HostTensor, TensorMap } from '@ganport/runtime';
import { tf } from '../tfjs.ts';
import { CliError } from '../errors.ts';

/**
 * Computes a model in inference mode on tfjs's current backend.
 *
 * @param inputs float32, int32 or bool, by the model's input names
 * @returns every output by its name
 */
export async function computeWithTfjs(
  model: tf.LayersModel,
  inputs: TensorMap,
): Promise<Record<string, HostTensor>> {
  const outputs = tf.tidy(() => {
    const tensors = model.inputNames.map((name) => toTfjs(name, inputs[name]));
    return [model.apply(tensors, { training: false }) as tf.Tensor | tf.Tensor[]].flat();
  });
  const names = outputNamesOf(model);
  const results = outputs.map(async (tensor, i) => {
    const result = await toHost(tensor);
    tensor.dispose();
    return [names[i] ?? `output ${i}`, result] as const;
  });
  return Object.fromEntries(await Promise.all(results));
}

function toTfjs(name: string, tensor: HostTensor | undefined): tf.Tensor {
  const { dtype, data, dims } = tensor ?? {};
  if (data && dims && (dtype === 'float32' || dtype === 'int32' || dtype === 'bool')) {
    return tf.tensor(data as Float32Array, [...dims], dtype);
  }
  throw new CliError('bad-argument', `input ${name}: ${dtype ?? 'nothing'} is given`);
}

async function toHost(tensor: tf.Tensor): Promise<HostTensor> {
  const data = await tensor.data();
  const dims = tensor.shape;
  if (data instanceof Float32Array) return { dtype: 'float32', dims, data };
  if (data instanceof Int32Array) return { dtype: 'int32', dims, data };
  return { dtype: 'bool', dims, data };
}

/** A tfjs model as the reference of a parity report: host tensors in and out, by name. */
import { graphModelFunction, isGraphModel } from '@ganport/export';
import { outputNamesOf } from '@ganport/graph/internal';
import type { HostTensor, TensorMap } from '@ganport/runtime';
import { tf } from '../tfjs.ts';
import { CliError } from '../errors.ts';

/** A model that tfjs computes, by the names of its ONNX file. */
export interface TfjsOriginal {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  compute(inputs: Readonly<Record<string, tf.Tensor>>): Promise<Record<string, tf.Tensor>>;
}

/** A model of either kind, in inference mode, on tfjs's current backend. */
export function originalOfModel(model: tf.LayersModel | tf.GraphModel): TfjsOriginal {
  if (isGraphModel(model)) return graphModelFunction(model);
  const { inputNames } = model;
  const outputNames = outputNamesOf(model);
  return {
    inputNames,
    outputNames,
    async compute(inputs) {
      const tensors = inputNames.map((name) => inputs[name] as tf.Tensor);
      const results = [model.predict(tensors)].flat();
      return Object.fromEntries(
        results.map((tensor, i) => [outputNames[i] ?? `output ${i}`, tensor]),
      );
    },
  };
}

/**
 * Computes a model on tfjs's current backend.
 *
 * @param inputs float32, int32 or bool, by the model's input names
 * @returns every output by its name
 */
export async function computeWithTfjs(
  original: TfjsOriginal,
  inputs: TensorMap,
): Promise<Record<string, HostTensor>> {
  const tensors = original.inputNames.map((name) => [name, toTfjs(name, inputs[name])] as const);
  const outputs = await original.compute(Object.fromEntries(tensors));
  const results = Object.entries(outputs).map(async ([name, tensor]) => {
    const result = await toHost(tensor);
    tensor.dispose();
    return [name, result] as const;
  });
  const named = Object.fromEntries(await Promise.all(results));
  for (const [, tensor] of tensors) tensor.dispose();
  return named;
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

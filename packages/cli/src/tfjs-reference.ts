/** A tfjs model as a reference, on tfjs's current backend. */
import { graphModelFunction, isGraphModel } from '@ganport/export';
import { layersModelReference, type Reference } from '@ganport/parity';
import { outputNamesOf } from '@ganport/graph/internal';
import type { HostTensor, TensorMap } from '@ganport/runtime';
import { CliError } from './errors.ts';
import { tf } from './tfjs.ts';

export type TfjsModel = tf.LayersModel | tf.GraphModel;

/** As layersModelReference, for models without weights and for inputs of any rank; and graph models. */
export function tfjsReference(model: TfjsModel): Reference {
  return isGraphModel(model) ? graphModelReference(model) : layersModelReference(model, tf);
}

/** Names of inputs and outputs, as the exported file has them. */
export function namesOf(model: TfjsModel): {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
} {
  if (isGraphModel(model)) return graphModelFunction(model);
  return { inputNames: model.inputNames, outputNames: outputNamesOf(model) };
}

function graphModelReference(model: tf.GraphModel): Reference {
  const { inputNames, compute } = graphModelFunction(model);
  return async (inputs: TensorMap) => {
    const tensors = inputNames.map((name) => [name, toTfjs(name, inputs[name])] as const);
    const outputs = await compute(Object.fromEntries(tensors));
    const results = Object.entries(outputs).map(async ([name, tensor]) => {
      const result = { dims: tensor.shape, ...(await numbersOf(tensor)) } as HostTensor;
      tensor.dispose();
      return [name, result] as const;
    });
    const named = Object.fromEntries(await Promise.all(results));
    for (const [, tensor] of tensors) tensor.dispose();
    return named;
  };
}

function toTfjs(name: string, tensor: HostTensor | undefined): tf.Tensor {
  const { dtype, data, dims } = tensor ?? {};
  if (data && dims && (dtype === 'float32' || dtype === 'int32' || dtype === 'bool')) {
    return tf.tensor(data as Float32Array, [...dims], dtype);
  }
  throw new CliError('bad-argument', `input ${name}: ${dtype ?? 'nothing'} is given`);
}

async function numbersOf(tensor: tf.Tensor): Promise<Pick<HostTensor, 'dtype' | 'data'>> {
  const data = await tensor.data();
  if (data instanceof Float32Array) return { dtype: 'float32', data };
  if (data instanceof Int32Array) return { dtype: 'int32', data };
  return { dtype: 'bool', data };
}

/**
 * A tfjs LayersModel as a reference, taken by its shape: this package has no tfjs of its own, and
 * every tensor that is made here comes from the copy of tfjs that the model belongs to.
 */
import type { HostTensor, TensorMap } from '@ganport/runtime';
import { ParityError } from './errors.ts';
import type { LayerValue, Reference } from './reference.ts';

/** What of a tfjs tensor is used. */
export interface TensorLike {
  readonly shape: readonly number[];
  readonly dtype: string;
  data(): Promise<unknown>;
  dataSync(): unknown;
  buffer(): Promise<object>;
  dispose(): void;
}

/** What of a tfjs layer is used; models are layers that contain layers. */
export interface LayerLike {
  readonly name: string;
  readonly layers?: readonly LayerLike[];
  call(inputs: never, kwargs: never): unknown;
}

/** What of a tfjs LayersModel is used. */
export interface LayersModelLike extends LayerLike {
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

/** Makes a tfjs tensor, as tf.tensor does. */
export type MakeTensor = (data: HostTensor['data'], shape: number[], dtype: string) => TensorLike;

/**
 * Predicts with the model in inference mode on tfjs's current backend. Inputs and outputs have the
 * model's names; dtypes are float32, int32 and bool. The values of its layers have the scopes that
 * the nodes of an exported file have.
 *
 * @param make tf.tensor; where it is not given, the model's weights lead to it
 * @throws ParityError `not-comparable` without `make` for a model without weights; when an input is
 * missing
 */
export function layersModelReference(model: LayersModelLike, make?: MakeTensor): Reference {
  const predict = async (inputs: TensorMap): Promise<TensorMap> => {
    if (model.inputNames.length === 0) model.build(undefined);
    const toTensor = make ?? (await makerOf(model));
    const tensors = model.inputNames.map((name) => {
      const { data, dims, dtype } = inputOf(name, inputs);
      return toTensor(data, [...dims], dtype);
    });
    const [first] = tensors;
    const outputs = [model.predict(tensors.length === 1 ? first : tensors)].flat();
    const data = await Promise.all(outputs.map((tensor) => tensor.data()));
    const results = outputs.map((tensor, i) => toHost(tensor, data[i]));
    for (const tensor of [...tensors, ...outputs]) tensor.dispose();
    return Object.fromEntries(model.outputNames.map((name, i) => [name, results[i] as HostTensor]));
  };
  return Object.assign(predict, {
    layers: (inputs: TensorMap) => watchLayers(model, () => predict(inputs)),
  });
}

/** Runs `body`, which must compute in its first turn, and collects what the layers' calls return. */
async function watchLayers(
  model: LayerLike,
  body: () => Promise<unknown>,
): Promise<readonly LayerValue[]> {
  const layers = new Set<LayerLike>();
  const visit = (layer: LayerLike) => {
    if (layers.has(layer)) return;
    layers.add(layer);
    layer.layers?.forEach(visit);
  };
  model.layers?.forEach(visit);
  const values: LayerValue[] = [];
  const scopes = [model.name];
  /** The layers' own `call` properties; undefined where `call` is a method of the class. */
  const originals = new Map<LayerLike, PropertyDescriptor | undefined>();
  for (const layer of layers) {
    originals.set(layer, Object.getOwnPropertyDescriptor(layer, 'call'));
    const call = layer.call.bind(layer);
    layer.call = (inputs, kwargs) => {
      scopes.push(layer.name);
      try {
        const result = call(inputs, kwargs);
        const tensor = hostOf([result].flat()[0]);
        if (tensor) values.push({ scope: scopes.join('/'), tensor });
        return result;
      } finally {
        scopes.pop();
      }
    };
  }
  try {
    await body();
  } finally {
    for (const [layer, descriptor] of originals) {
      Reflect.deleteProperty(layer, 'call');
      if (descriptor) Object.defineProperty(layer, 'call', descriptor);
    }
  }
  return values;
}

/** Undefined for what a layer returns that is no tensor of numbers. */
function hostOf(value: unknown): HostTensor | undefined {
  const isTensor = typeof value === 'object' && value !== null && 'dataSync' in value;
  if (!isTensor) return undefined;
  const tensor = value as TensorLike;
  return toHost(tensor, tensor.dataSync());
}

/** Any tensor's buffer leads to the class that makes tensors. */
async function makerOf(model: LayersModelLike): Promise<MakeTensor> {
  const [weight] = model.getWeights();
  if (!weight) {
    const message = 'the model has no weights; compare with a function from tensors to tensors';
    throw new ParityError('not-comparable', message);
  }
  const { constructor } = await weight.buffer();
  const Buffer = constructor as BufferClass;
  return (data, shape, dtype) => new Buffer(shape, dtype, data).toTensor();
}

function inputOf(name: string, inputs: TensorMap): HostTensor {
  const tensor = inputs[name];
  if (tensor) return tensor;
  const given = Object.keys(inputs).join(', ') || 'none';
  throw new ParityError('not-comparable', `input ${name}: the model needs it, got ${given}`);
}

function toHost({ shape: dims, dtype }: TensorLike, data: unknown): HostTensor {
  if (data instanceof Float32Array) return { dtype: 'float32', dims, data };
  if (data instanceof Int32Array) return { dtype: 'int32', dims, data };
  if (data instanceof Uint8Array) return { dtype: 'bool', dims, data };
  throw new ParityError('not-comparable', `the model gives a ${dtype} tensor`);
}

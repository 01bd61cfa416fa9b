/** A tfjs LayersModel as a reference, taken by its shape. */
import { outputNamesOf } from '@ganport/graph/internal';
import type { HostTensor, TensorMap } from '@ganport/runtime';
import { ParityError } from './errors.ts';
import type { LayerValue, Reference } from './reference.ts';
import {
  inputOf,
  takeAll,
  type TensorLike,
  type TfjsLike,
  toHost,
  toTfjs,
} from './tfjs-tensors.ts';

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
  apply(inputs: never, kwargs: never): unknown;
}

/** tfjs's TensorBuffer, a public class whose `toTensor()` makes a tensor of any numbers. */
interface BufferClass {
  new (shape: number[], dtype: string, values: HostTensor['data']): { toTensor(): TensorLike };
}

/**
 * Computes the model in inference mode on tfjs's current backend. Inputs and outputs have the model's
 * names; dtypes are float32, int32 and bool. The values of its layers have the scopes that the nodes
 * of an exported file have.
 *
 * @param tf tfjs. Without it the model's weights lead to what makes tensors, and `predict` computes,
 * which takes no vector of scalars as an input
 * @throws ParityError `not-comparable` for a missing input, and without `tf` for a model without
 * weights
 */
export function layersModelReference(model: LayersModelLike, tf?: TfjsLike): Reference {
  const compute = async (inputs: TensorMap): Promise<TensorMap> => {
    if (model.inputNames.length === 0) model.build(undefined);
    const given = model.inputNames.map((name) => inputOf(name, inputs));
    const outputs = tf ? applied(model, given, tf) : await predicted(model, given);
    const results = await takeAll(outputs);
    return Object.fromEntries(
      outputNamesOf(model).map((name, i) => [name, results[i] as HostTensor]),
    );
  };
  return Object.assign(compute, {
    layers: (inputs: TensorMap, wanted?: ReadonlySet<string>) =>
      watchLayers(model, () => compute(inputs), wanted),
  });
}

function applied(model: LayersModelLike, given: readonly HostTensor[], tf: TfjsLike): TensorLike[] {
  const body = () => {
    const tensors = given.map((tensor) => toTfjs(tf, tensor));
    return [model.apply((tensors.length === 1 ? tensors[0] : tensors) as never, inference)].flat();
  };
  return tf.tidy(body as () => never) as TensorLike[];
}

const inference = { training: false } as never;

async function predicted(
  model: LayersModelLike,
  given: readonly HostTensor[],
): Promise<TensorLike[]> {
  const Buffer = await bufferClassOf(model);
  const tensors = given.map(({ data, dims, dtype }) =>
    new Buffer([...dims], dtype, data).toTensor(),
  );
  const outputs = [model.predict(tensors.length === 1 ? tensors[0] : tensors)].flat();
  for (const tensor of tensors) tensor.dispose();
  return outputs;
}

/** Runs `body`, alone on this model, and collects what the wanted layers' calls return. */
async function watchLayers(
  model: LayerLike,
  body: () => Promise<unknown>,
  wanted: ReadonlySet<string> | undefined,
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
        const scope = scopes.join('/');
        const tensor = (wanted?.has(scope) ?? true) ? hostOf([result].flat()[0]) : undefined;
        if (tensor) values.push({ scope, tensor });
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
async function bufferClassOf(model: LayersModelLike): Promise<BufferClass> {
  const [weight] = model.getWeights();
  if (!weight) {
    const message = 'the model has no weights; compare with a function from tensors to tensors';
    throw new ParityError('not-comparable', message);
  }
  return (await weight.buffer()).constructor as BufferClass;
}

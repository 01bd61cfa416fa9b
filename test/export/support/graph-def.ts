/** GraphModels made by hand: TensorFlow's GraphDef in a few words, and its weights. */
import * as tf from '@tensorflow/tfjs';
import { toFloat16Bits } from '@ganport/graph/precision';

type Attributes = Readonly<Record<string, unknown>>;

export interface NodeSpec {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr?: Attributes;
}

/** One node; `inputs` as in a GraphDef: `node`, `node:1`, `^node`. */
export const node = (
  name: string,
  op: string,
  inputs: readonly string[] = [],
  attr: Attributes = {},
): NodeSpec => ({ name, op, input: inputs, attr });

export const type = (name: string) => ({ type: `DT_${name}` });
const shapeOf = (sizes: readonly number[]) => ({
  dim: sizes.map((size) => ({ size: String(size) })),
});

export interface Placeholder extends NodeSpec {
  readonly attr: {
    readonly dtype: { readonly type: string };
    readonly shape: { readonly shape: object };
  };
}

export const placeholder = (
  name: string,
  dtype: string,
  sizes: readonly number[],
): Placeholder => ({
  name,
  op: 'Placeholder',
  attr: { dtype: type(dtype), shape: { shape: shapeOf(sizes) } },
});

export interface FunctionSpec {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly nodes: readonly NodeSpec[];
  /** What it returns, as `node:output:0`. */
  readonly results: readonly string[];
}

/** The condition of a loop: the sum of `value` over the axes in the weight `all` is below `limit`. */
export function sumIsBelow(parameters: readonly [...string[], value: string, limit: string]) {
  const [value = '', limit = ''] = parameters.slice(-2);
  const float = { T: type('FLOAT') };
  return {
    name: 'below',
    parameters,
    nodes: [
      node('all', 'Const'),
      node('sum', 'Sum', [value, 'all:output:0'], float),
      node('less', 'Less', ['sum:output:0', limit], float),
    ],
    results: ['less:z:0'],
  };
}

export interface ModelSpec {
  readonly nodes: readonly NodeSpec[];
  readonly functions?: readonly FunctionSpec[];
  /** What fills hash tables when the model is loaded. */
  readonly initializer?: readonly NodeSpec[];
  /** Numbers of Const nodes by name; Const nodes are made of them. */
  readonly weights?: tf.NamedTensorMap;
  /** Names of weights that are stored in float16. */
  readonly halves?: readonly string[];
  /** Names of what the model returns, by their nodes. */
  readonly outputs: Readonly<Record<string, string>>;
  /** The sizes of outputs that the signature states. */
  readonly outputSizes?: Readonly<Record<string, readonly number[]>>;
  readonly inputs: readonly Placeholder[];
}

/** A model that tfjs has loaded. */
export async function graphModel(spec: ModelSpec): Promise<tf.GraphModel> {
  return tf.loadGraphModel(tf.io.fromMemory(await artifacts(spec)));
}

async function artifacts(spec: ModelSpec): Promise<tf.io.ModelArtifacts> {
  const {
    nodes,
    functions = [],
    initializer,
    weights = {},
    halves = [],
    inputs,
    outputs,
    outputSizes = {},
  } = spec;
  const encoded = await Promise.all(
    Object.entries(weights).map(([name, weight]) =>
      halves.includes(name) ? half(name, weight) : tf.io.encodeWeights({ [name]: weight }),
    ),
  );
  // Functions have Const nodes of their own for the weights that they use.
  const constants = Object.keys(weights).map((name) => node(name, 'Const'));
  return {
    format: 'graph-model',
    modelTopology: {
      node: [...inputs, ...constants, ...nodes],
      library: {
        function: functions.map(({ name, parameters, nodes: nodeDef, results }) => ({
          signature: {
            name,
            inputArg: parameters.map((parameter) => ({ name: parameter, type: 'DT_FLOAT' })),
            outputArg: results.map((_, i) => ({ name: `result${i}`, type: 'DT_FLOAT' })),
          },
          nodeDef,
          ret: Object.fromEntries(results.map((result, i) => [`result${i}`, result])),
        })),
      },
      versions: { producer: 1, minConsumer: 1 },
    },
    ...(initializer && {
      modelInitializer: {
        node: [...constants, ...initializer],
        versions: { producer: 1, minConsumer: 1 },
      },
    }),
    signature: {
      inputs: Object.fromEntries(
        inputs.map(({ name, attr }) => [
          name,
          {
            name: `${name}:0`,
            dtype: attr.dtype.type,
            tensorShape: attr.shape.shape,
          },
        ]),
      ),
      outputs: Object.fromEntries(
        Object.entries(outputs).map(([name, ref]) => {
          const sizes = outputSizes[name];
          return [name, { name: ref, ...(sizes && { tensorShape: shapeOf(sizes) }) }];
        }),
      ),
    },
    weightSpecs: encoded.flatMap(({ specs }) => specs),
    weightData: encoded.map(({ data }) => data),
  };
}

async function half(name: string, weight: tf.Tensor) {
  const bits = toFloat16Bits(await weight.data<'float32'>());
  const { shape } = weight;
  const quantization = { dtype: 'float16' } as const;
  const data = new Uint8Array(bits.buffer).slice().buffer;
  return { data, specs: [{ name, shape, dtype: 'float32', quantization } as const] };
}

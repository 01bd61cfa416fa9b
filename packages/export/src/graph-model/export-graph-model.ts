/** A tfjs GraphModel as an ONNX model: its signature as inputs and outputs, its graph interpreted while traced. */
import { engine, type DataValues, type Tensor } from '#tfjs-core';
import type { Dim, OnnxModel } from '@ganport/graph';
import { constantEntries } from '@ganport/graph/internal';
import { at } from '@ganport/graph/ops';
import { type StoredWeight, storedWeight } from '@ganport/graph/precision';
import {
  type ConstantValues,
  shapeOfValues,
  splitConstants,
  withConstants,
} from '../constant-inputs.ts';
import { ExportError } from '../errors.ts';
import type { RecordingBackend } from '../trace/recording-backend.ts';
import { imageLayouts } from '../trace/image-ends.ts';
import { type FunctionOptions, traceFunction } from '../trace/trace-function.ts';
import { fixedSize } from '../trace/fixed-size.ts';
import {
  fitSizes,
  hasOpenSizes,
  hasRowsOfSamples,
  hasSizes,
  isOfSizes,
  withFixedSizes,
  type Specs,
} from './fitting-sizes.ts';
import { Frame } from './frame.ts';
import { artifactsOf, type GraphModelLike } from './graph-model-like.ts';
import { Interpreter } from './interpreter.ts';
import type { Host } from './operator.ts';
import { checkOperators } from './refusals.ts';
import { NodeRunner } from './run-node.ts';
import { inferShapes, type InferredShapes } from './inferred-shapes.ts';
import { byteRanges, inputSpecs, readSignature, withoutShape } from './signature.ts';
import { storedWeights } from '../stored-weights.ts';
import { readTopology, type Topology } from './topology.ts';

interface Weight {
  readonly values: DataValues;
  readonly shape: number[];
  readonly dtype: Tensor['dtype'];
  /** As the model's files have it, where that is smaller. */
  readonly stored: StoredWeight | undefined;
}

interface GivenInputs {
  readonly shapes: Readonly<Record<string, readonly Dim[]>>;
  readonly constants: ConstantValues;
  /** Whether weights of 8 or 16 bits stay so. */
  readonly keepsStored: boolean;
}

/** @throws ExportError as exportModel */
export async function exportGraphModel(
  model: GraphModelLike,
  { shapes: givenShapes, constants, keepsStored }: GivenInputs,
  options: FunctionOptions,
): Promise<OnnxModel> {
  const { modelTopology, modelInitializer } = artifactsOf(model);
  const read = readTopology(modelTopology, modelInitializer);
  const { inputs, outputs } = readSignature(model, read.main);
  const topology = { ...read, main: { ...read.main, results: outputs.map(({ ref }) => ref) } };
  checkOperators(topology);
  const weights = await readWeights(model, keepsStored);
  const unknown = withoutShape(inputs, givenShapes).filter(({ name }) =>
    Object.hasOwn(constants, name),
  );
  const shapes = {
    ...Object.fromEntries(unknown.map(({ name }) => [name, shapeOfValues(constants[name] ?? 0)])),
    ...givenShapes,
  };
  const inferred = inferShapes(withoutShape(inputs, shapes), read.main, weights);
  const all = inputSpecs(inputs, shapes, inferred);
  const { inputs: specs, constants: fixedInputs } = splitConstants(all, constants);
  const opset = options.opset ?? leastOpset(topology);
  const runner = new NodeRunner(model);
  const trace = (inputSizes: Specs, { mostUnrolled, recordsShapes }: Strategy) =>
    traceFunction(
      withConstants((tensors) => {
        const backend = engine().backend as RecordingBackend;
        const host = hostOn(backend, weights, mostUnrolled);
        const interpreter = new Interpreter(topology, runner, host);
        const frame = new Frame(topology.main);
        for (const { name, ref } of inputs) {
          const tensor = tensors[name] as Tensor;
          const isConstant = Object.hasOwn(fixedInputs, name);
          if (recordsShapes && !isConstant) backend.dataSizes.add(backend.toValue(tensor));
          frame.set(ref.node, [tensor]);
        }
        const results = interpreter.run(topology.main.results, frame);
        return Object.fromEntries(outputs.map(({ name }, i) => [name, at(results, i) as Tensor]));
      }, fixedInputs),
      inputSizes,
      {
        name: 'model',
        ...options,
        ...(opset !== undefined && { opset }),
        metadata: {
          ...imageLayouts(specs),
          ...byteRanges(inputs.filter(({ name }) => Object.hasOwn(specs, name))),
          ...constantEntries(fixedInputs),
          ...readersOf(inferred),
          ...options.metadata,
        },
      },
    );
  const traceEither = async (inputSizes: Specs) => {
    try {
      return await trace(inputSizes, { mostUnrolled: 4, recordsShapes: false });
    } catch (error) {
      if (!(error instanceof ExportError) || error.code !== 'fixed-dimension') throw error;
      return trace(inputSizes, { mostUnrolled: 0, recordsShapes: true }).catch(
        (second: unknown) => {
          // The first refusal names the layer. A read of a shape is one of sizes: here shapes are values.
          const isRead = second instanceof ExportError && second.code === 'value-read';
          throw isRead || isOfSizes(second) ? error : second;
        },
      );
    }
  };
  try {
    return await traceEither(specs);
  } catch (error) {
    const given = new Set(Object.values(shapes).flat());
    const mayFix = (symbol: string) => !given.has(symbol);
    if (!isOfSizes(error) || !hasOpenSizes(specs, mayFix)) throw error;
    const attempt = async (sized: Specs) => {
      const onnx = await traceEither(sized);
      if (hasSizes(onnx.graph, outputs)) return onnx;
      throw fixedSize('the signature', 'it states other sizes of outputs');
    };
    const isLikely = ({ graph }: OnnxModel) => hasRowsOfSamples(graph, outputs);
    const { result, reason, fixed } = await fitSizes({ specs, mayFix, attempt, isLikely }, error);
    return withFixedSizes(result, fixed, reason);
  }
}

/**
 * A small graph has loops unrolled and sizes as numbers, which merge-graphs.ts makes functions of the open
 * sizes. Where that does not do (a loop over a batch, a range up to an open size), the graph has the loops
 * and the arithmetic of shapes.
 */
interface Strategy {
  /** How many iterations of a loop are unrolled at most. */
  readonly mostUnrolled: number;
  /** Whether the shapes of what depends on inputs are computed in the graph. */
  readonly recordsShapes: boolean;
}

/** Why inputs have their shapes, for the file's metadata. */
const readersOf = (inferred: InferredShapes): Record<string, string> =>
  Object.fromEntries(
    Object.entries(inferred).map(([name, { reader }]) => [`ganport.inferred.${name}`, reader]),
  );

/** The operator set that a model needs where nobody asks for one: texts are joined, cut and compared with patterns since 20. */
const since20 = new Set(['StaticRegexReplace', 'StringNGrams', 'StringSplit']);

function leastOpset({ main, functions }: Topology): number | undefined {
  const hasTexts = [main, ...functions.values()].some(({ nodes }) =>
    [...nodes.values()].some(({ op }) => since20.has(op)),
  );
  return hasTexts ? 20 : undefined;
}

/** Values are read before the recording, since reading from a GPU is asynchronous. */
async function readWeights(
  model: GraphModelLike,
  keepsStored: boolean,
): Promise<ReadonlyMap<string, Weight>> {
  const stored = keepsStored ? storedWeights(artifactsOf(model)) : undefined;
  const entries = Object.entries(model.weights).map(async ([name, tensors]) => {
    const tensor = at(tensors, 0);
    const values = (await tensor.data()) as DataValues;
    const { shape, dtype } = tensor;
    return [name, { values, shape, dtype, stored: stored?.get(name) }] as const;
  });
  return new Map(await Promise.all(entries));
}

/** Weights become constants of the graph under their names, when a node reads them. */
function hostOn(
  backend: RecordingBackend,
  weights: ReadonlyMap<string, Weight>,
  mostUnrolled: number,
): Host {
  const tensors = new Map<string, Tensor>();
  return {
    mostUnrolled,
    get scope() {
      return backend.builder.scope;
    },
    inScope: (name, body) => backend.builder.inScope(name, body),
    weight(name) {
      const known = tensors.get(name);
      if (known) return known;
      const weight = weights.get(name);
      if (!weight) throw new ExportError('bad-model', `the model has no weight ${name}`);
      const tensor = engine().makeTensor(weight.values, weight.shape, weight.dtype, backend);
      if (weight.stored) {
        backend.setValue(tensor, storedWeight(backend.builder, weight.stored, name));
      } else if (weight.dtype !== 'string') backend.nameConstant(tensor, name);
      tensors.set(name, tensor);
      return tensor;
    },
  };
}

/**
 * A tfjs function as an ONNX model: recordings, symbolic sizes, passes and metadata. exportModel and
 * exportStep choose the function, its inputs and its variables.
 */
import { engine, type DataValues, type Variable } from '#tfjs-core';
import { type ConvolutionStrategy, defaultOpset, OnnxModel } from '@ganport/graph';
import { opsetRange, supportedOpsets } from '@ganport/graph/internal';
import { inferencePassesFor, type Pass, runPasses } from '@ganport/graph/passes';
import { moveStoredLayouts, type StoredWeight } from '@ganport/graph/precision';
import { ExportError } from '../errors.ts';
import type { LayerLike } from '../layers/layer-like.ts';
import { imageEnds, type ImageOptions } from './image-ends.ts';
import type { PartsRequest } from './parts.ts';
import { weightNames } from './layer-scopes.ts';
import { record, type Recording, type TensorFunction, type VariableValue } from './record.ts';
import type { SymbolSource } from './size-nodes.ts';
import { recordSymbolic, type SymbolicRecording } from './symbolic-sizes.ts';
import type { Sizes } from './affine.ts';
import type { TensorSpec } from './tensor-spec.ts';
import { isStored } from '../stored-weights.ts';

export interface TraceOptions {
  /** The graph's name; 'function' by default. */
  readonly name?: string;
  /** ONNX operator set, 13 to 26; 18 by default. */
  readonly opset?: number;
  /** 'direct' by default; see ConvolutionStrategy. */
  readonly convolution?: ConvolutionStrategy;
  /** Models whose layers name the nodes that they record. */
  readonly models?: readonly LayerLike[];
  /** Weights of the models as their files store them, by name. */
  readonly stored?: ReadonlyMap<string, StoredWeight>;
  /** Entries for the file's metadata. */
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface FunctionOptions extends TraceOptions, ImageOptions {}

/**
 * Traces a function of tensors into an ONNX model. Variables and tensors that the function uses
 * become constants; tfjs's random draws become inputs `random.0`, `random.1` …, described in the
 * metadata under `ganport.random`.
 *
 * @param fn takes tensors by input name and returns tensors by output name; it must not be asynchronous
 * @param inputs shape and dtype of each input; a string in a shape is a symbolic size
 * @throws ExportError 'unsupported-kernel' with all kernels that have no ONNX form, 'value-read' when
 * `fn` reads numbers that depend on an input, 'fixed-dimension' when a symbolic size cannot stay open,
 * 'duplicate-tfjs', 'bad-argument'; GraphError 'bad-argument' for operators that came with a later opset
 * @example
 * const model = await traceFunction(
 *   ({ a, b }) => ({ c: tf.matMul(a, b).relu() }),
 *   { a: { shape: ['n', 8] }, b: { shape: [8, 4] } },
 * );
 * await model.save('product.onnx');
 */
export async function traceFunction(
  fn: TensorFunction,
  inputs: Readonly<Record<string, TensorSpec>>,
  options: FunctionOptions = {},
): Promise<OnnxModel> {
  const { opset = defaultOpset, metadata } = options;
  const withEnds = imageEnds(inputs, options);
  const traced = await recordFunction(fn, inputs, [], options);
  const passes = [moveStoredLayouts, ...inferencePassesFor(opset)];
  const ends = withEnds(traced.recording.graph);
  const recording = { ...traced.recording, graph: ends.graph };
  return toModel({ ...traced, recording }, passes, {
    ...options,
    metadata: { ...metadata, ...ends.metadata },
  });
}

/** Records a function for all its sizes, with `state` as variables: `name` in, `name.next` out. */
export async function recordFunction(
  fn: TensorFunction,
  inputs: Readonly<Record<string, TensorSpec>>,
  state: readonly Variable[],
  options: TraceOptions,
  parts?: PartsRequest,
): Promise<SymbolicRecording> {
  const { name = 'function', opset = defaultOpset, convolution = 'direct', models = [] } = options;
  const { stored = new Map<string, StoredWeight>() } = options;
  if (!supportedOpsets.includes(opset)) {
    throw new ExportError(
      'bad-argument',
      `opset ${opset} is not supported: choose one from ${opsetRange}`,
    );
  }
  const symbols = symbolsOf(inputs);
  const values = await variableValues(registeredVariables().filter((v) => !state.includes(v)));
  const frozen = withStored(values, weightNames(models), stored);
  const recordAt = (sizes: Sizes): Recording =>
    record({
      name,
      fn,
      inputs: Object.fromEntries(
        Object.entries(inputs).map(([input, { shape, dtype = 'float32' }]) => [
          input,
          { dtype, shape: shape.map((dim) => (typeof dim === 'number' ? dim : (sizes[dim] ?? 0))) },
        ]),
      ),
      state,
      frozen,
      models,
      convolution,
      opset,
      dataSizes: sizes,
      parts,
    });
  return recordSymbolic({ symbols, record: recordAt });
}

/** The model of a recording, after `passes`. */
export function toModel(
  { recording, multiples }: SymbolicRecording,
  passes: readonly Pass[],
  { opset = defaultOpset, metadata }: TraceOptions,
): OnnxModel {
  return OnnxModel.fromGraph(runPasses(recording.graph, passes), {
    opset,
    metadata: { ...traceMetadata(recording, multiples), ...metadata },
  });
}

export function registeredVariables(): Variable[] {
  return Object.values(engine().registeredVariables);
}

/** Values are read before the recording, since reading from a GPU is asynchronous. */
async function variableValues(variables: readonly Variable[]): Promise<VariableValue[]> {
  return Promise.all(
    variables.map(async (variable) => ({
      variable,
      values: (await variable.data()) as DataValues,
    })),
  );
}

/** A weight that was trained since it was read is not what its file has. */
function withStored(
  variables: readonly VariableValue[],
  names: ReadonlyMap<unknown, string>,
  storedByName: ReadonlyMap<string, StoredWeight>,
): VariableValue[] {
  return variables.map((one) => {
    const stored = storedByName.get(names.get(one.variable) ?? '');
    return stored && isStored(one.values, stored) ? { ...one, stored } : one;
  });
}

function symbolsOf(inputs: Readonly<Record<string, TensorSpec>>): Record<string, SymbolSource> {
  const symbols: Record<string, SymbolSource> = {};
  for (const [input, { shape }] of Object.entries(inputs)) {
    for (const [axis, dim] of shape.entries()) {
      if (typeof dim === 'string') symbols[dim] ??= { value: input, axis };
      else if (!Number.isInteger(dim) || dim < 0) {
        throw new ExportError('bad-argument', `input ${input}: axis ${axis} has size ${dim}`);
      }
    }
  }
  return symbols;
}

function traceMetadata(
  { random }: Recording,
  multiples: Readonly<Record<string, number>>,
): Record<string, string> {
  const constrained = Object.entries(multiples).filter(([, multiple]) => multiple > 1);
  return {
    ...(random.length > 0 && { 'ganport.random': JSON.stringify(random) }),
    ...Object.fromEntries(
      constrained.map(([symbol, multiple]) => [`ganport.multiple.${symbol}`, String(multiple)]),
    ),
  };
}

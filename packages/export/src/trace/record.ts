/**
 * One recording: runs a function once on a recording backend at fixed sizes and collects the graph.
 * Variables become state (input `name`, output `name.next`), weights become named constants, random
 * draws become inputs. symbolic-sizes.ts merges several recordings into a graph with symbolic sizes.
 */
import {
  dispose,
  engine,
  getBackend,
  type DataValues,
  type Tensor,
  type Variable,
} from '#tfjs-core';
import {
  type ConvolutionStrategy,
  type DataType,
  type Graph,
  GraphBuilder,
  type NamedValue,
} from '@ganport/graph';
import { collectNamed, withBodies } from '@ganport/graph/internal';
import { at } from '@ganport/graph/ops';
import { type StoredWeight, storedWeight } from '@ganport/graph/precision';
import type { Sizes } from './affine.ts';
import { DataSizes, openSize } from './data-sizes.ts';
import type { SymbolSource } from './size-nodes.ts';
import { ExportError } from '../errors.ts';
import { checkOneTfjs, checkSameTfjs } from '../one-tfjs.ts';
import { registerRecordingKernels, unsupportedError, type UnsupportedKernel } from './kernels.ts';
import type { LayerLike } from '../layers/layer-like.ts';
import { RecordingContext } from './form-context.ts';
import { weightNames, withLayerScopes } from './layer-scopes.ts';
import { DrawDetector, type RandomInput } from './random-draws.ts';
import { onnxDataType, tfDataType } from '../data-types.ts';
import { blocksNow, exchanging } from './exchange.ts';
import { PartRecorder, type PartsRequest, type RecordedPart } from './parts.ts';
import { RecordingBackend } from './recording-backend.ts';

type Tensors = Record<string, Tensor>;
/** A function to trace. It takes and returns tensors by name, and must not be asynchronous. */
export type TensorFunction = (inputs: Tensors) => Tensors;

/** A variable with its values, read from the backend that holds them. */
export interface VariableValue {
  readonly variable: Variable;
  readonly values: DataValues;
  /** As the model's files have it, where those stand for the same numbers. */
  readonly stored?: StoredWeight;
}

export interface RecordingRequest {
  readonly name: string;
  readonly fn: TensorFunction;
  readonly inputs: Readonly<Record<string, { dtype: DataType; shape: readonly number[] }>>;
  readonly state: readonly Variable[];
  /** Variables that become constants of the graph. */
  readonly frozen: readonly VariableValue[];
  readonly models: readonly LayerLike[];
  readonly convolution: ConvolutionStrategy;
  readonly opset: number;
  /** Stand-ins for sizes that depend on data; those that are not there get their first ones. */
  readonly dataSizes: Sizes;
  /** Cuts the recording where workers exchange values. */
  readonly parts?: PartsRequest | undefined;
}

interface DataSizeFound {
  /** Of the first recording, of the one that moves this size alone, and of the last. */
  readonly standIns: readonly [number, number, number];
  readonly source: SymbolSource;
}

export interface Recording {
  readonly graph: Graph;
  readonly random: readonly RandomInput[];
  /** Sizes that depend on data, by name. */
  readonly dataSizes: Readonly<Record<string, DataSizeFound>>;
  /**
   * Variables that the function made (an optimizer's slots on its first step), with their first
   * values. They are not state of this graph; a second recording includes them.
   */
  readonly created: readonly VariableValue[];
  /** Where they were asked for; `graph` is empty then. */
  readonly parts?: readonly RecordedPart[];
}

const backendName = 'ganport-recording';
let unsupported: UnsupportedKernel[] = [];

/** @throws ExportError for unsupported kernels (all of them at once) and reads of symbolic values. */
export function record(request: RecordingRequest): Recording {
  registerRecordingKernels(backendName, (kernel) => unsupported.push(kernel));
  unsupported = [];
  const builder = new GraphBuilder(request);
  const backend = new RecordingBackend(builder, new DataSizes(request.dataSizes));
  const created: VariableValue[] = [];
  return onBackend(backend, request, created, () => {
    // tidy would search the result, a whole graph, for tensors.
    engine().startScope(request.name);
    try {
      return { ...recordOn(backend, builder, request), created };
    } finally {
      engine().endScope();
    }
  });
}

/** Runs `body` with `backend` as tfjs's backend, then restores the backend and all variables. */
function onBackend<T>(
  backend: RecordingBackend,
  request: RecordingRequest,
  created: VariableValue[],
  body: () => T,
): T {
  const tf = engine();
  const previous = getBackend() || 'cpu';
  const variables = [...request.state, ...request.frozen.map(({ variable }) => variable)];
  const retained = variables.map((variable) => tf.keep(variable.clone()));
  const makeVariable = tf.makeVariable.bind(tf);
  tf.makeVariable = (initial, ...rest) => {
    const values = backend.readSync(initial.dataId).slice() as DataValues;
    const variable = makeVariable(initial, ...rest);
    created.push({ variable, values });
    return variable;
  };
  tf.registerBackend(backendName, () => backend);
  // The recording backend needs no initialization, so setBackend takes effect at once.
  void tf.setBackend(backendName);
  try {
    return body();
  } finally {
    // The method of the class becomes visible again.
    Reflect.deleteProperty(tf, 'makeVariable');
    void tf.setBackend(previous);
    for (const [i, variable] of variables.entries()) variable.assign(at(retained, i));
    dispose(retained);
    for (const { variable, values } of created) {
      const first = tf.makeTensor(values, variable.shape, variable.dtype);
      variable.assign(first);
      first.dispose();
    }
    tf.removeBackend(backendName);
  }
}

function recordOn(
  backend: RecordingBackend,
  builder: GraphBuilder,
  request: RecordingRequest,
): Omit<Recording, 'created'> {
  checkOneTfjs(engine().makeTensor(new Float32Array(1), [1], 'float32', backend));
  for (const model of request.models) checkSameTfjs(model);
  const symbol = (name: string, dtype: DataType, shape: readonly number[]) => {
    const value = builder.input(name, { dtype, shape });
    const tensor = engine().makeTensorFromTensorInfo(backend.makeSymbolic(value), backend);
    return { value, tensor };
  };

  const parts = request.parts && new PartRecorder(builder, backend, request.parts);
  const inputs: NamedValue[] = [];
  const tensors: Tensors = {};
  for (const [name, { dtype, shape }] of Object.entries(request.inputs)) {
    const { value, tensor } = symbol(name, dtype, shape);
    inputs.push({ name, value });
    tensors[name] = tensor;
    parts?.addInput(name, value);
  }
  for (const variable of request.state) {
    const { value, tensor } = symbol(variable.name, onnxDataType(variable.dtype), variable.shape);
    inputs.push({ name: variable.name, value });
    variable.assign(tensor);
    parts?.addState(variable, value);
  }
  const names = weightNames(request.models);
  for (const { variable, values, stored } of request.frozen) {
    const tensor = engine().makeTensor(values, variable.shape, variable.dtype, backend);
    variable.assign(tensor);
    const name = names.get(variable) ?? variable.name;
    if (stored) backend.setValue(variable, storedWeight(builder, stored, name));
    else backend.nameConstant(variable, name);
  }

  const random: RandomInput[] = [];
  const detector = new DrawDetector((shape, distribution) => {
    const name = `random.${random.length}`;
    const value = builder.input(name, { dtype: 'float32', shape });
    parts?.addDraw(random.length, value);
    random.push({ name, shape: [...shape], distribution, ...(parts && { blocks: blocksNow() }) });
    inputs.push({ name, value });
    return value;
  });
  backend.onDraw = (values, shape) => detector.see(values, shape);
  const context = new RecordingContext(backend, names);
  const results = detector.run(() =>
    exchanging(parts, () => withLayerScopes(request.models, context, () => request.fn(tensors))),
  );
  backend.onDraw = undefined;
  inputs.push(...context.stateInputs);

  if (unsupported.length > 0) throw unsupportedError(unsupported);
  const outputs = Object.entries(results).map(([name, tensor]) => {
    checkOutput(request.name, name, tensor);
    if (inputs.some((input) => input.name === name)) {
      throw new ExportError(
        'bad-argument',
        `${request.name} returns ${name}, which is also the name of an input or variable; rename it`,
      );
    }
    return { name, value: backend.toValue(tensor) };
  });
  if (parts) {
    const graph = collectNamed(request.name, [], []).graph;
    return { graph, random, dataSizes: {}, parts: parts.collect(outputs) };
  }
  for (const variable of request.state) {
    outputs.push({ name: `${variable.name}.next`, value: backend.toValue(variable) });
  }
  outputs.push(...context.stateOutputs);
  const { graph, nameOf } = collectNamed(request.name, inputs, outputs);
  const dataSizes: Record<string, DataSizeFound> = {};
  for (const [size, { standIns, value, axis, element }] of backend.dataSizes.found) {
    const name = nameOf.get(value);
    // A value that no output needs has no name, and nothing has its size.
    if (name !== undefined) dataSizes[size] = { standIns, source: { value: name, axis, element } };
  }
  const isOfData = new Set<string>();
  for (const [value, name] of nameOf) if (backend.dataSizes.has(value)) isOfData.add(name);
  return { graph: withOpenTypes(graph, isOfData), random, dataSizes };
}

/**
 * The graph with all sizes of these values open, each under a name of its own: stand-ins are no sizes that a
 * pass or a runtime may use, and runtimes take equal names for equal sizes.
 */
function withOpenTypes(graph: Graph, names: ReadonlySet<string>): Graph {
  if (names.size === 0) return graph;
  const nodes = graph.nodes.map((node) => withBodies(node, (body) => withOpenTypes(body, names)));
  const values = new Map(
    [...graph.values].map(([name, info]) =>
      names.has(name)
        ? [name, { ...info, shape: info.shape.map((_, axis) => openSize(name, axis)) }]
        : [name, info],
    ),
  );
  return { ...graph, nodes, values };
}

function checkOutput(fn: string, name: string, tensor: unknown): asserts tensor is Tensor {
  const isTensor = typeof tensor === 'object' && tensor !== null && 'dataId' in tensor;
  if (isTensor) tfDataType(onnxDataType((tensor as Tensor).dtype));
  else {
    throw new ExportError(
      'bad-argument',
      `${fn} must return tensors by name; ${name} is ${tensor instanceof Promise ? 'a promise' : typeof tensor}`,
    );
  }
}

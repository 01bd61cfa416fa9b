/**
 * The topology of a LayersModel as Keras 2 and 3 write it, changed to one that tfjs reads: functions become
 * layers, Keras 3's forms those of Keras 2. What tfjs reads stays as it is.
 */
import './activations.ts';
import './layers.ts';
import { FUNCTION_LAYER, functionConfig } from './function-layer.ts';
import { functionName, kerasFunction, operationName } from './functions/index.ts';
import { isObject, readNode, type NodeCall, type Source } from './keras-nodes.ts';
import { activations, adaptOptions, plainConfig } from './layer-options.ts';
import { type Argument, form } from './functions/call.ts';
import { replacementOf } from './replacements.ts';
import { type FunctionCall, withSizes } from './sizes.ts';

type Json = Readonly<Record<string, unknown>>;

/** Models, whose `layers` are layers. */
const models: ReadonlySet<unknown> = new Set(['Functional', 'Model', 'Sequential']);

/** Options that hold a layer. */
const inner = ['layer', 'forward_layer', 'backward_layer', 'cell'];

/**
 * @throws Error for what tfjs cannot be given: all functions that are not supported, a layer that is called with
 * several arguments
 */
export function adaptTopology(topology: object): object {
  const { model_config: config, ...rest } = topology as Json;
  const isOnlyOfKeras = isNotForTfjs(topology);
  if (isObject(config)) return { ...rest, model_config: adaptLayer(config, isOnlyOfKeras) };
  return adaptLayer(topology as Json, isOnlyOfKeras);
}

/** Whether tfjs itself does not load the model: it has functions, or inputs of Keras 3. */
function isNotForTfjs(topology: unknown): boolean {
  if (Array.isArray(topology)) return topology.some(isNotForTfjs);
  if (!isObject(topology)) return false;
  const { class_name: kind, config } = topology;
  const isInput = kind === 'InputLayer' && isObject(config) && 'batch_shape' in config;
  return (
    isInput ||
    kind === 'TFOpLambda' ||
    kind === 'SlicingOpLambda' ||
    Object.values(topology).some(isNotForTfjs)
  );
}

function adaptLayer(layer: Json, isOnlyOfKeras: boolean): Json {
  const { class_name: kind, config: given } = layer;
  if (typeof kind !== 'string' || !isObject(given)) {
    // A Sequential of early versions is a list of layers.
    return Array.isArray(given)
      ? {
          ...layer,
          config: given.map((one) => (isObject(one) ? adaptLayer(one, isOnlyOfKeras) : one)),
        }
      : layer;
  }
  if (models.has(kind)) return { ...layer, config: adaptModel(kind, given, isOnlyOfKeras) };
  const isKeras3 = isObject(given['dtype']) || typeof layer['module'] === 'string';
  const plain = plainConfig(given) as Json;
  const options = Object.entries(plain).map(([option, value]) => {
    if (inner.includes(option) && isObject(value))
      return [option, adaptLayer(value, isOnlyOfKeras)];
    if (isKeras3 && option.endsWith('activation') && typeof value === 'string') {
      return [option, Object.hasOwn(activations, value) ? activations[value] : value];
    }
    // The inputs of Keras 3.
    return [option === 'batch_shape' ? 'batch_input_shape' : option, value];
  });
  const name = String(layer['name'] ?? given['name']);
  const config = Object.fromEntries(options) as Json;
  const call = replacementOf(kind, config, { isOnlyOfKeras });
  if (call) {
    const { batch_input_shape: shape } = config;
    const own = {
      ...functionConfig(name, call),
      ...(shape !== undefined && { batch_input_shape: shape }),
    };
    return { ...layer, class_name: FUNCTION_LAYER, config: own };
  }
  return changed({ ...layer, config: adaptOptions(kind, name, config, isOnlyOfKeras) });
}

interface OwnLayer {
  /** tfjs's class. */
  readonly replaces: string;
  readonly where: (config: Json) => boolean;
  /** A class that is registered in layers.ts. */
  readonly kind: string;
  readonly without: string;
}

/** Layers that tfjs has, but not with these options. */
const ownLayers: readonly OwnLayer[] = [
  {
    replaces: 'GRU',
    where: ({ reset_after }) => reset_after === true,
    kind: 'ResetAfterGRU',
    without: 'reset_after',
  },
  {
    replaces: 'Conv1D',
    where: ({ padding, use_bias }) => padding === 'causal' && use_bias !== false,
    kind: 'CausalConv1D',
    without: '',
  },
];

function omit(config: Json, option: string): Json {
  const { [option]: _, ...rest } = config;
  return rest;
}

/** Layers that tfjs makes another way. */
function changed(layer: Json): Json {
  const { class_name: kind, config } = layer;
  if (!isObject(config)) return layer;
  const own = ownLayers.find(({ replaces, where }) => replaces === kind && where(config));
  if (own) return { ...layer, class_name: own.kind, config: omit(config, own.without) };
  const { backward_layer: _, layer: wrapped, ...rest } = config;
  if (kind !== 'Bidirectional' || !isObject(wrapped) || !isObject(wrapped['config'])) return layer;
  // tfjs writes the prefix before the names of both directions, and Keras 3 has it there already.
  const name = String(wrapped['config']['name']).replace(/^forward_/, '');
  return {
    ...layer,
    config: { ...rest, layer: { ...wrapped, config: { ...wrapped['config'], name } } },
  };
}

function adaptModel(kind: string, config: Json, isOnlyOfKeras: boolean): Json {
  const layers = (Array.isArray(config['layers']) ? config['layers'] : []).filter(isObject);
  if (kind === 'Sequential')
    return { ...config, layers: layers.map((layer) => adaptLayer(layer, isOnlyOfKeras)) };
  const names = new Set(layers.map(({ name }) => String(name)));
  /** Keras 3 counts the calls of a model inside a model from 0, tfjs has made one when it begins to count. */
  const inside = new Set(
    layers.filter(({ class_name: own }) => models.has(own)).map(({ name }) => String(name)),
  );
  const isKeras3 = layers.some((layer) => nodesOf(layer).some(isObject));
  const counted = ([layer, node, tensor]: Source): Source =>
    isKeras3 && inside.has(layer) ? [layer, node + 1, tensor] : [layer, node, tensor];
  const read = (node: unknown): NodeCall => {
    const call = readNode(node, names);
    return { ...call, sources: call.sources.map(counted) };
  };
  const calls = withSizes(functionCalls(layers, read));
  const made = layers.flatMap((layer) => {
    const name = String(layer['name']);
    const call = calls.get(name);
    if (call) return [functionLayer(name, call)];
    const nodes = (layer['inbound_nodes'] as readonly unknown[] | undefined)?.map((node) =>
      isObject(node) ? keras2Node(layer, read(node), calls, layers) : node,
    );
    return [{ ...adaptLayer(layer, isOnlyOfKeras), ...(nodes && { inbound_nodes: nodes }) }];
  });
  const ends = ['input_layers', 'output_layers'].map((key) => [
    key,
    listOfSources(config[key])?.map(counted),
  ]);
  return { ...config, layers: made, ...(Object.fromEntries(ends) as Json) };
}

/** Keras 3 writes a single input or output without a list around it. */
function listOfSources(value: unknown): readonly Source[] | undefined {
  // Models with names for their inputs and outputs.
  if (isObject(value)) return Object.values(value).flatMap((one) => listOfSources(one) ?? []);
  if (!Array.isArray(value)) return undefined;
  return (typeof value[0] === 'string' ? [value] : value) as readonly Source[];
}

/** The function of a layer that is one, as its tables of functions have it; undefined for other layers. */
function functionOf(layer: Json): string | undefined {
  const { class_name: kind, config } = layer;
  const fields = isObject(config) ? config : {};
  if (kind === 'TFOpLambda' || kind === 'SlicingOpLambda') {
    const path = fields['function'];
    return typeof path === 'string' ? functionName(path) : kind;
  }
  if (kind === 'TensorFlowOpLayer') return kind;
  const [node] = nodesOf(layer);
  // A converter may leave modules out. Layers have `trainable`, operations do not.
  const isOperation = isObject(node) && !('trainable' in fields) && kind !== 'InputLayer';
  return isOperation ? operationName(String(kind)) : undefined;
}

function nodesOf({ inbound_nodes: nodes }: Json): readonly unknown[] {
  return Array.isArray(nodes) ? nodes : [];
}

/** @throws Error with all functions that are not supported */
function functionCalls(
  layers: readonly Json[],
  read: (node: unknown) => NodeCall,
): ReadonlyMap<string, FunctionCall> {
  const missing: string[] = [];
  const calls = layers.flatMap((layer): [string, FunctionCall][] => {
    const name = functionOf(layer);
    const [node, ...more] = nodesOf(layer);
    if (name === undefined || node === undefined) return [];
    const own = String(layer['name']);
    if (more.length > 0)
      throw new Error(
        `its function "${own}" is called ${more.length + 1} times, and once is supported`,
      );
    const call = read(node);
    if (call.sources.length === 0) {
      missing.push(
        `${pathOf(layer)} (layer "${own}"), whose tensors Keras leaves out of model.json`,
      );
    } else if (!kerasFunction(name)) missing.push(`${pathOf(layer)} (layer "${own}")`);
    return [[own, { name, ...call, named: { ...optionsOf(layer), ...call.named } }]];
  });
  if (missing.length > 0)
    throw new Error(`it has functions that are not supported: ${missing.join(', ')}`);
  return new Map(calls);
}

/** A function by the name that people write. */
function pathOf({ class_name: kind, module, config }: Json): string {
  const { function: path, node_def: definition } = isObject(config) ? config : {};
  if (typeof path === 'string') return `tf.${path}`;
  if (isObject(definition)) return `TensorFlow's operator ${String(definition['op'])}`;
  return typeof module === 'string' ? `${module}.${String(kind)}` : String(kind);
}

/** Keras 3 writes arguments that are no tensors as options of the operation. */
function optionsOf({ class_name: kind, config }: Json): Readonly<Record<string, Argument>> {
  if (kind === 'TFOpLambda' || kind === 'SlicingOpLambda' || !isObject(config)) return {};
  const { name: _, ...options } = config;
  return readNode({ args: [], kwargs: options }, new Set()).named;
}

function functionLayer(name: string, { sources, ...call }: FunctionCall): Json {
  return {
    class_name: FUNCTION_LAYER,
    name,
    config: functionConfig(name, call),
    inbound_nodes: [sources.map((source) => [...source, {}])],
  };
}

/** Layers whose further inputs are states, as tfjs takes them. */
const recurrent: ReadonlySet<unknown> = new Set([
  'LSTM',
  'GRU',
  'SimpleRNN',
  'RNN',
  'ConvLSTM2D',
  'Bidirectional',
]);

/** Arguments of a call that change nothing in inference. */
const idle: ReadonlySet<string> = new Set(['training']);

/** A call of a layer that is no function, as Keras 2 writes it: a list of tensors. */
function keras2Node(
  layer: Json,
  call: NodeCall,
  calls: ReadonlyMap<string, FunctionCall>,
  layers: readonly Json[],
): unknown {
  const { class_name: kind, name } = layer;
  const [tensors = [], ...states] = call.positional;
  const used = [tensors, ...(recurrent.has(kind) ? states : [])];
  for (const [key, value] of Object.entries(call.named)) {
    if (value === null || idle.has(key)) continue;
    if (key === 'initial_state' && recurrent.has(kind)) used.push(value);
    else if (key !== 'mask' || !isOwnMask(value, call, calls, layers)) {
      throw new Error(
        `its layer "${String(name)}" (${String(kind)}) is called with ${key}=, which tfjs does not have`,
      );
    }
  }
  if (!recurrent.has(kind) && states.some((value) => value !== null)) {
    throw new Error(
      `its layer "${String(name)}" (${String(kind)}) is called with ${call.positional.length} arguments, and one is supported`,
    );
  }
  const inputs = used.flatMap(flat).map((value) => form(value, 'input'));
  return inputs.map((input) => [...sourceOf(call, input, name), {}]);
}

function flat(value: Argument): Argument[] {
  return Array.isArray(value) ? (value as readonly Argument[]).flatMap(flat) : [value];
}

function sourceOf({ sources }: NodeCall, input: number | undefined, name: unknown): Source {
  const source = input === undefined ? undefined : sources[input];
  if (source) return source;
  throw new Error(`its layer "${String(name)}" is called with something that is no tensor`);
}

/** Whether a mask is that of an Embedding or a Masking, which tfjs computes and passes on by itself. */
function isOwnMask(
  mask: Argument,
  { sources }: NodeCall,
  calls: ReadonlyMap<string, FunctionCall>,
  layers: readonly Json[],
): boolean {
  let from = sources[form(mask, 'input') ?? -1];
  for (let i = 0; i < 8 && from; i++) {
    const call = calls.get(from[0]);
    if (!call) break;
    from = call.sources[0];
  }
  const origin = from?.join();
  return layers.some((layer) => {
    const { class_name: kind, config } = layer;
    const isMasking =
      kind === 'Masking' ||
      (kind === 'Embedding' && isObject(config) && config['mask_zero'] === true);
    return (
      isMasking &&
      nodesOf(layer).some((node) => readNode(node, new Set()).sources[0]?.join() === origin)
    );
  });
}

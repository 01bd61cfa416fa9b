/**
 * The topology of a tfjs GraphModel: TensorFlow's GraphDef as model.json has it, with the names of inputs
 * resolved to nodes and their outputs. It says how nodes are connected; what they compute is the
 * interpreter's concern.
 */
import { ExportError } from '../errors.ts';

/** TensorFlow's NodeDef, in protobuf's JSON form. */
export interface NodeDef {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr?: Readonly<Record<string, AttrValue>>;
}

/** TensorFlow's AttrValue: one of its fields. int64 is a string in protobuf's JSON form, bytes are base64. */
export interface AttrValue {
  readonly s?: string;
  readonly i?: string | number;
  readonly b?: boolean;
  readonly type?: string | number;
  readonly shape?: {
    readonly dim?: readonly { readonly size?: string | number }[];
    readonly unknownRank?: boolean;
  };
  readonly func?: { readonly name: string };
  readonly list?: { readonly i?: readonly (string | number)[] };
}

interface FunctionDef {
  readonly signature: {
    readonly name: string;
    readonly inputArg?: readonly { readonly name: string }[];
    readonly outputArg?: readonly { readonly name: string }[];
  };
  readonly nodeDef?: readonly NodeDef[];
  readonly ret?: Readonly<Record<string, string>>;
}

export interface GraphDef {
  readonly node: readonly NodeDef[];
  readonly library?: { readonly function?: readonly FunctionDef[] };
}

/** One output of a node. */
export interface Ref {
  readonly node: string;
  readonly output: number;
}

export interface TfNode {
  readonly name: string;
  readonly op: string;
  /** Without control inputs, which order effects that inference does not have. */
  readonly inputs: readonly Ref[];
  readonly def: NodeDef;
}

/** A graph, or the graph of a function. */
export interface TfGraph {
  readonly nodes: ReadonlyMap<string, TfNode>;
  /** A function's parameters, in order; empty for the main graph, whose inputs its signature names. */
  readonly parameters: readonly string[];
  /** A function's results, in order. */
  readonly results: readonly Ref[];
}

export interface Topology {
  readonly main: TfGraph;
  readonly functions: ReadonlyMap<string, TfGraph>;
  /** The hash tables that the model fills when it is loaded, by the name of their node. */
  readonly tables: ReadonlyMap<string, TableContent>;
}

/** The weights that a table gets. */
interface TableContent {
  readonly keys: string;
  readonly values: string;
}

/**
 * Outputs by name of operators that have several, in their order. Functions name an output as
 * `node:name:index`, where the index counts within the name; other operators have one name, so the
 * index is the output.
 */
const outputNames: Readonly<Record<string, readonly string[]>> = {
  FusedBatchNorm: ['y', 'batch_mean', 'batch_variance'],
  FusedBatchNormV2: ['y', 'batch_mean', 'batch_variance'],
  FusedBatchNormV3: ['y', 'batch_mean', 'batch_variance'],
  NonMaxSuppressionV4: ['selected_indices', 'valid_outputs'],
  NonMaxSuppressionV5: ['selected_indices', 'selected_scores', 'valid_outputs'],
  Switch: ['output_false', 'output_true'],
  TopK: ['values', 'indices'],
  TopKV2: ['values', 'indices'],
  Unique: ['y', 'idx'],
  UniqueV2: ['y', 'idx'],
  ListDiff: ['out', 'idx'],
  SparseReshape: ['output_indices', 'output_shape'],
  SparseFillEmptyRows: [
    'output_indices',
    'output_values',
    'empty_row_indicator',
    'reverse_index_map',
  ],
  StringSplit: ['indices', 'values', 'shape'],
  StringNGrams: ['ngrams', 'ngrams_splits'],
  TensorArrayV3: ['handle', 'flow'],
};

/**
 * Resolves the topology of a model.
 *
 * @param initializer the graph that runs when the model is loaded
 * @throws ExportError 'bad-model' for nodes that are no nodes, or whose inputs do not exist
 */
export function readTopology(graph: GraphDef, initializer?: GraphDef): Topology {
  const functions = (graph.library?.function ?? []).map(
    (definition) => [definition.signature.name, readFunction(definition)] as const,
  );
  return {
    main: readGraph('the graph', graph.node, [], []),
    functions: new Map(functions),
    tables: readTables(initializer),
  };
}

const filling = /^(InitializeTable|LookupTableImport)(V2)?$/;

function readTables(initializer: GraphDef | undefined): Topology['tables'] {
  const { nodes } = readGraph('the initializer', initializer?.node ?? [], [], []);
  /** The node that a reference leads to, behind Identity nodes. */
  const sourceOf = ({ node: from }: Ref): string => {
    const seen = new Set<string>();
    let node = from;
    for (let found = nodes.get(node); found?.op === 'Identity'; found = nodes.get(node)) {
      if (seen.has(node)) throw new ExportError('bad-model', `node ${node} depends on itself`);
      seen.add(node);
      node = found.inputs[0]?.node ?? '';
    }
    return node;
  };
  const tables = [...nodes.values()].flatMap(({ op, inputs: [table, keys, values] }) =>
    filling.test(op) && table && keys && values
      ? [[sourceOf(table), { keys: sourceOf(keys), values: sourceOf(values) }] as const]
      : [],
  );
  return new Map(tables);
}

function readFunction({ signature, nodeDef = [], ret = {} }: FunctionDef): TfGraph {
  const parameters = (signature.inputArg ?? []).map(({ name }) => name);
  const results = (signature.outputArg ?? []).map(({ name }) => ret[name] ?? '');
  return readGraph(`function ${signature.name}`, nodeDef, parameters, results);
}

function readGraph(
  where: string,
  defs: readonly NodeDef[],
  parameters: readonly string[],
  results: readonly string[],
): TfGraph {
  const ops = new Map(parameters.map((name) => [name, 'Placeholder']));
  for (const { name, op } of defs) {
    if (typeof name !== 'string' || typeof op !== 'string') {
      throw new ExportError('bad-model', `${where} has a node without a name or an operator`);
    }
    if (ops.has(name)) throw new ExportError('bad-model', `${where} has two nodes named ${name}`);
    ops.set(name, op);
  }
  const refer = (user: string, input: string): Ref => {
    const ref = toRef(input, ops);
    if (ops.has(ref.node)) return ref;
    const message = `${user} of ${where} reads ${JSON.stringify(input)}, which does not exist`;
    throw new ExportError('bad-model', message);
  };
  const nodes = new Map<string, TfNode>();
  for (const name of parameters) {
    const def = { name, op: 'Placeholder' };
    nodes.set(name, { ...def, inputs: [], def });
  }
  for (const def of defs) {
    const inputs = (def.input ?? [])
      .filter((input) => !input.startsWith('^'))
      .map((input) => refer(`node ${def.name}`, input));
    nodes.set(def.name, { name: def.name, op: def.op, inputs, def });
  }
  return { nodes, parameters, results: results.map((result) => refer('the result', result)) };
}

/** `node`, `node:1`, or `node:name:1`. */
function toRef(input: string, ops: ReadonlyMap<string, string>): Ref {
  const [node = '', ...rest] = input.split(':');
  const index = Number(rest.at(-1) ?? 0);
  const [name] = rest.length === 2 ? rest : [];
  const named = name === undefined ? -1 : (outputNames[ops.get(node) ?? '']?.indexOf(name) ?? -1);
  return { node, output: named === -1 ? index : named };
}

/** The reference that a name in a signature or a call stands for: `node` or `node:1`. */
export function refOf(name: string): Ref {
  return toRef(name, new Map());
}

/** @throws ExportError 'bad-model' when there is no such node */
export function nodeOf(graph: TfGraph, name: string): TfNode {
  const node = graph.nodes.get(name);
  if (node) return node;
  throw new ExportError('bad-model', `the model has no node named ${name}`);
}

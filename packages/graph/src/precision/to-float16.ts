/**
 * float32 → float16: weights and arithmetic. float16-plan.ts decides which nodes stay in float32; between
 * them and the others each value is cast at most once. Half the bytes, and on GPUs about half the time;
 * ONNX Runtime computes most float16 nodes on a CPU in float32.
 */
import { int } from '../graph/attributes.ts';
import { constantOf } from '../graph/constant.ts';
import { type DataType, dataTypes } from '../graph/data-type.ts';
import { asFloat16 } from '../graph/float16.ts';
import type { Attribute, Constant, Graph, Node, ValueInfo } from '../graph/graph.ts';
import { freshNames, replaceUses, usedBy, withBodies } from '../graph/walk.ts';
import { eliminateDeadCode } from '../passes/dead-code.ts';
import { eliminateIdentities } from '../passes/identity-elimination.ts';
import { elementTypesOf } from './element-types.ts';
import {
  type Float16Options,
  planFloat16,
  type PlanContext,
  takesFloat32,
} from './float16-plan.ts';

type Form = 'float16' | 'float32';

/** What a subgraph sees of the graph around it. */
interface Scope extends PlanContext {
  /** The name of a float32 value in this form; a Cast is added where there is none yet. */
  resolve(name: string, form: Form): string | undefined;
}

const nothing: Scope = {
  types: () => undefined,
  constant: () => undefined,
  resolve: () => undefined,
};

/**
 * The graph with its weights and arithmetic in float16. Inputs and outputs stay float32 unless
 * `float16Io` is set. Nodes that need float32 stay, with Casts around them: `keptInFloat32` lists them.
 *
 * @example
 * const half = toFloat16(graph, { keepOperators: ['Softmax'] });
 */
export function toFloat16(graph: Graph, options: Float16Options = {}): Graph {
  const io: Form = options.float16Io ? 'float16' : 'float32';
  const converted = convert(graph, options, io, nothing, freshNames(graph));
  // A Cast of a weight that is stored as float16 has nothing left to do.
  return eliminateDeadCode(eliminateIdentities(converted));
}

/**
 * The nodes of the graph that toFloat16 leaves in float32, each with the reason; those of subgraphs are
 * not listed.
 *
 * @example
 * for (const [node, reason] of keptInFloat32(graph)) console.log(node.name, reason);
 */
export function keptInFloat32(
  graph: Graph,
  options: Float16Options = {},
): ReadonlyMap<Node, string> {
  return planFloat16(graph, options, contextOf(graph, nothing));
}

function contextOf(graph: Graph, around: PlanContext): PlanContext {
  return {
    types: elementTypesOf(graph, around.types),
    constant: (name) => graph.initializers.get(name) ?? around.constant(name),
  };
}

/** @param border the form of the float32 inputs and outputs */
function convert(
  graph: Graph,
  options: Float16Options,
  border: Form,
  around: Scope,
  fresh: (base: string) => string,
): Graph {
  const context = contextOf(graph, around);
  const kept = planFloat16(graph, options, context);
  const isFloat = (name: string) => context.types(name) === 'float32';
  const borderOf = (name: string): Form => (options.keepValues?.has(name) ? 'float32' : border);
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  const nodes: Node[] = [];
  const initializers = new Map(graph.initializers);
  /** The names of each float32 value by form. */
  const names = new Map<string, Partial<Record<Form, string>>>();
  /** Float16 forms of constants. */
  const halves = new Map<string, string>();

  const cast = (from: string, to: Form, name: string): string => {
    const attributes = { to: int(dataTypes[to].onnx) };
    nodes.push({
      name: fresh(`${name}/Cast`),
      op: 'Cast',
      domain: '',
      inputs: [from],
      outputs: [name],
      attributes,
    });
    return name;
  };
  const resolve = (name: string, form: Form): string | undefined => {
    const known = names.get(name);
    const constant = graph.initializers.get(name);
    if (constant !== undefined) {
      if (form === 'float32') return name;
      const half = halves.get(name) ?? fresh(`${name}/float16`);
      halves.set(name, half);
      initializers.set(half, half16(constant));
      return half;
    }
    if (known === undefined) return around.resolve(name, form);
    // An output keeps its name where that is the form it has.
    const made = known.float16 ?? known.float32;
    if (known[form] === undefined && made !== undefined) {
      const isOutput = outputs.has(name) && borderOf(name) === form;
      known[form] = cast(made, form, isOutput ? name : fresh(`${name}/${form}`));
    }
    return known[form];
  };
  const inForm = (name: string, form: Form): string =>
    isFloat(name) ? (resolve(name, form) ?? name) : name;
  const scope: Scope = { ...context, resolve };

  for (const { name } of graph.inputs) {
    if (isFloat(name)) names.set(name, { [borderOf(name)]: name });
  }
  for (const node of graph.nodes) {
    const form: Form = kept.has(node) ? 'float32' : 'float16';
    const inputs = node.inputs.map((name, index) =>
      inForm(name, takesFloat32(node, index) ? 'float32' : form),
    );
    const made = node.outputs.map((name) => {
      if (!isFloat(name)) return name;
      const isCast = outputs.has(name) && borderOf(name) !== form;
      const own = isCast ? fresh(`${name}/${form}`) : name;
      names.set(name, { [form]: own });
      return own;
    });
    const { attributes } = withBodies(node, (body) => convert(body, options, form, scope, fresh));
    const whole = form === 'float16' ? halfAttributes(node, attributes, isFloat) : attributes;
    nodes.push({ ...node, inputs, outputs: made, attributes: whole });
  }
  const retyped = (info: ValueInfo, name: string, dtype: DataType) => ({ ...info, name, dtype });
  const newOutputs = graph.outputs.map((info) =>
    info.dtype === 'float32'
      ? retyped(info, inForm(info.name, borderOf(info.name)), borderOf(info.name))
      : info,
  );
  const values = [...graph.values.values()].flatMap((info): ValueInfo[] => {
    if (info.dtype !== 'float32') return [info];
    const forms = Object.entries(names.get(info.name) ?? {}) as [Form, string][];
    return forms.map(([form, name]) => retyped(info, name, form));
  });
  return withConstantNames(
    {
      ...graph,
      inputs: graph.inputs.map((info) =>
        info.dtype === 'float32' ? retyped(info, info.name, borderOf(info.name)) : info,
      ),
      outputs: newOutputs,
      initializers,
      nodes,
      values: new Map(values.map((info) => [info.name, info])),
    },
    halves,
  );
}

/** A constant that is used in float16 only keeps its name. */
function withConstantNames(graph: Graph, halves: ReadonlyMap<string, string>): Graph {
  const used = new Set(graph.outputs.map(({ name }) => name));
  for (const node of graph.nodes) for (const name of usedBy(node)) used.add(name);
  const renames = new Map(
    [...halves].flatMap(([name, half]) => (used.has(name) ? [] : [[half, name]])),
  );
  const initializers = new Map<string, Constant>();
  for (const [name, constant] of graph.initializers) {
    if (used.has(name)) initializers.set(renames.get(name) ?? name, constant);
  }
  const outputs = graph.outputs.map((info) => ({
    ...info,
    name: renames.get(info.name) ?? info.name,
  }));
  return { ...graph, outputs, initializers, nodes: replaceUses(graph.nodes, renames) };
}

/** Attributes that say float32: the type of a Cast, and tensors. */
function halfAttributes(
  node: Node,
  attributes: Readonly<Record<string, Attribute>>,
  isFloat: (name: string) => boolean,
): Readonly<Record<string, Attribute>> {
  if (!node.outputs.some(isFloat)) return attributes;
  if (node.op === 'Cast') return { ...attributes, to: int(dataTypes.float16.onnx) };
  if (node.op !== 'Constant' && node.op !== 'ConstantOfShape') return attributes;
  const { value } = attributes;
  const tensor = value?.type === 'tensor' ? value.value : constantOf('float32', [1], [0]);
  return { ...attributes, value: { type: 'tensor', value: half16(tensor) } };
}

/** The same tensor under two names stays one. */
const known = new WeakMap<Constant, Constant>();

function half16(constant: Constant): Constant {
  const half = known.get(constant) ?? asFloat16(constant);
  known.set(constant, half);
  return half;
}

/**
 * Which values are quantized in static quantization, and with which scale. quantize-static.ts writes the nodes.
 */
import { getFloat } from '../graph/attributes.ts';
import type { Constant, Graph, Node } from '../graph/graph.ts';
import { consumers } from '../graph/walk.ts';
import type { Ranges } from './ranges.ts';
import { type ActivationType, type Affine, affineOf } from './affine.ts';
import { weightOf } from './quantize-weights.ts';

export interface StaticPlan {
  /** The quantization of values between nodes, by name. */
  readonly values: ReadonlyMap<string, Affine>;
  /** The nodes that compute in 8 bits. */
  readonly nodes: ReadonlySet<Node>;
  /** Inputs of the graph that are bytes, by the values that a Cast makes of them: their 8-bit form. */
  readonly bytes: ReadonlyMap<string, string>;
}

/** Operators that sum products with a constant weight; ONNX Runtime has 8-bit kernels of them. */
const sums = new Set(['Conv', 'Gemm', 'MatMul']);

/** Operators whose output has the scale of their first input: they move or choose elements. */
const movers = new Set(
  'Flatten Gather MaxPool Reshape Slice Squeeze Transpose Unsqueeze'.split(' '),
);

/** Operators that have 8-bit kernels in ONNX Runtime, with a scale of their own. */
const elementwise = new Set(
  'Add AveragePool Concat GlobalAveragePool LeakyRelu Mul Resize Sigmoid Softmax'.split(' '),
);

/** Operators whose output lies in [0, 1], which is the whole range of the scale. */
const unit = new Set(['Sigmoid', 'Softmax']);

export function planStatic(graph: Graph, ranges: Ranges, type: ActivationType): StaticPlan {
  const values = new Map<string, Affine>();
  const nodes = new Set<Node>();
  const users = consumers(graph);
  const isOutput = new Set(graph.outputs.map(({ name }) => name));
  /** The clipping node that alone uses this value, and which the kernel before it takes over. */
  const clipAfter = (name: string): Node | undefined => {
    const [user, ...others] = users.get(name) ?? [];
    const isOnly = others.length === 0 && !isOutput.has(name);
    return isOnly && user !== undefined && clipsFromZero(user, graph) ? user : undefined;
  };
  const bytes = type === 'uint8' ? castBytes(graph) : new Map<string, string>();
  const quantize = (name: string): boolean => {
    if (values.has(name)) return true;
    if (bytes.has(name)) {
      values.set(name, { scale: 1, zeroPoint: 0, type });
      return true;
    }
    const range = ranges.get(name);
    if (range === undefined || !range.finite) return false;
    values.set(name, affineOf(range, type));
    return true;
  };
  const quantizeResult = (node: Node): void => {
    const [output = ''] = node.outputs;
    const clip = clipAfter(output);
    if (clip === undefined) quantize(output);
    else if (quantize(clip.outputs[0] ?? '')) nodes.add(clip);
  };
  for (const node of graph.nodes) {
    if (node.domain !== '' || nodes.has(node)) continue;
    const [input = '', second = ''] = node.inputs;
    const [output = ''] = node.outputs;
    if (sums.has(node.op)) {
      const isProduct = node.op === 'MatMul' && !graph.initializers.has(second);
      const isSum =
        weightOf(node, 1, graph) !== undefined || (isProduct && !graph.initializers.has(input));
      if (!isSum || !quantize(input) || (isProduct && !quantize(second))) continue;
      nodes.add(node);
      quantizeResult(node);
    } else if (movers.has(node.op)) {
      if (bytes.has(input)) quantize(input);
      const affine = values.get(input);
      if (affine === undefined || node.outputs.length > 1 || !ranges.has(output)) continue;
      nodes.add(node);
      values.set(output, affine);
    } else if (elementwise.has(node.op)) {
      const data = dataInputs(node);
      const isKnown = (name: string) => values.has(name) || isFloat(graph.initializers.get(name));
      if (!data.every(isKnown) || !data.some((name) => values.has(name))) continue;
      if (unit.has(node.op)) values.set(output, affineOf({ min: 0, max: 1 }, type));
      nodes.add(node);
      quantizeResult(node);
    }
  }
  return { values, nodes, bytes };
}

/** The inputs that are quantized: all of Add, Mul and Concat, else the first. */
export function dataInputs({ op, inputs }: Node): readonly string[] {
  return op === 'Add' || op === 'Mul' || op === 'Concat' || op === 'MatMul'
    ? inputs
    : inputs.slice(0, 1);
}

function castBytes({ inputs, nodes }: Graph): Map<string, string> {
  const bytes = new Set(inputs.flatMap(({ name, dtype }) => (dtype === 'uint8' ? [name] : [])));
  const casts = nodes.filter(({ op, inputs: [from = ''] }) => op === 'Cast' && bytes.has(from));
  return new Map(casts.map(({ inputs: [from = ''], outputs: [to = ''] }) => [to, from]));
}

function isFloat(constant: Constant | undefined): boolean {
  return constant?.dtype === 'float32';
}

/** Relu, or a Clip from 0. Its range begins at 0, so the clipping is what rounding to 8 bits does. */
function clipsFromZero(node: Node, graph: Graph): boolean {
  if (node.domain !== '') return false;
  if (node.op === 'Relu') return true;
  const least = graph.initializers.get(node.inputs[1] ?? '')?.data[0] ?? getFloat(node, 'min');
  return node.op === 'Clip' && Number(least) === 0;
}

/**
 * Weights in int8, arithmetic in float32: a DequantizeLinear in front of each operator that uses them.
 * The file takes a quarter of the bytes, and every runtime computes it.
 */
import { entryOf, getInt, int } from '../graph/attributes.ts';
import type { Constant, Graph, Node } from '../graph/graph.ts';
import { quantizeWeight } from './affine.ts';
import { type Rewriter, rewriteGraph } from './rewriter.ts';

/** Smaller ones are kept: scales and nodes would take as much as is saved. */
const minElements = 256;

/** The axis of the channels of the weight that is this input of the node; undefined for one scale. */
type AxisOf = (node: Node, weight: Constant) => number | undefined;

/** Inputs that are weights, by operator and position. */
const weights: Readonly<Record<string, Readonly<Record<number, AxisOf>>>> = {
  Conv: { 1: () => 0 },
  // With groups a channel of the output has no axis of its own.
  ConvTranspose: { 1: (node) => ((getInt(node, 'group') ?? 1) === 1 ? 1 : undefined) },
  Gather: { 0: (node) => ((getInt(node, 'axis') ?? 0) === 0 ? 0 : undefined) },
  Gemm: { 1: (node) => (getInt(node, 'transB') === 1 ? 0 : 1) },
  GRU: { 1: () => 1, 2: () => 1 },
  LSTM: { 1: () => 1, 2: () => 1 },
  MatMul: {
    0: (_, { shape }) => (shape.length === 2 ? 0 : undefined),
    1: (_, { shape }) => (shape.length === 2 ? 1 : undefined),
  },
  RNN: { 1: () => 1, 2: () => 1 },
};

/** The weight that is this input of the node, where it is large enough; with the axis of its channels. */
export function weightOf(
  node: Node,
  index: number,
  { initializers }: Graph,
): { readonly weight: Constant; readonly axis: number | undefined } | undefined {
  const axisOf = node.domain === '' ? entryOf(weights, node.op)?.[index] : undefined;
  const weight = initializers.get(node.inputs[index] ?? '');
  if (axisOf === undefined || weight?.dtype !== 'float32') return undefined;
  if (weight.data.length < minElements || weight.shape.length < 2) return undefined;
  return { weight, axis: axisOf(node, weight) };
}

/** The graph with int8 weights. */
export function quantizeWeights(graph: Graph): Graph {
  return rewriteGraph(graph, (current, rewriter) => {
    const store = weightStore(current, rewriter);
    return (node) => rewriter.push(withStoredWeights(node, store));
  });
}

/** The node with the names of dequantized weights in place of its own. */
export function withStoredWeights(node: Node, store: WeightStore): Node {
  const stored = node.inputs.map((name, index) => store(node, index) ?? name);
  return stored.some((name, index) => name !== node.inputs[index])
    ? { ...node, inputs: stored }
    : node;
}

/** Stores a weight once, and returns the name of its dequantized form; undefined for other inputs. */
export type WeightStore = (node: Node, index: number) => string | undefined;

export function weightStore(graph: Graph, rewriter: Rewriter): WeightStore {
  const stored = new Map<string, string>();
  return (node, index) => {
    const found = weightOf(node, index, graph);
    if (found === undefined) return undefined;
    const { weight, axis } = found;
    const name = node.inputs[index] ?? '';
    const key = `${axis} ${name}`;
    const known = stored.get(key) ?? dequantized(rewriter, name, weight, axis);
    stored.set(key, known);
    return known;
  };
}

function dequantized(
  rewriter: Rewriter,
  name: string,
  weight: Constant,
  axis: number | undefined,
): string {
  const { data, scale } = quantizeWeight(weight, axis);
  const inputs = [
    rewriter.constant(`${name}/int8`, data),
    rewriter.constant(`${name}/scale`, scale),
  ];
  const attributes = axis === undefined ? {} : { axis: int(axis) };
  return rewriter.node('DequantizeLinear', inputs, attributes, `${name}/float32`);
}

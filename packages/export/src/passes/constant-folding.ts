/**
 * Computes in advance what depends on constants alone, for the operators of fold-layout.ts and
 * fold-arithmetic.ts, and shapes that are known: to the last bit what ONNX Runtime would compute.
 * What would make the model much larger, as Expand does, is left to it.
 */
import { getInt } from '../graph/attributes.ts';
import { int64Vector } from '../graph/constant.ts';
import type { Constant, Graph, Node } from '../graph/graph.ts';
import { factsOf, type Facts } from './facts.ts';
import { foldArithmetic } from './fold-arithmetic.ts';
import { layoutFolds, mayReplace } from './fold-layout.ts';

export function foldConstants(graph: Graph): Graph {
  const facts = factsOf(graph);
  const isOutput = new Set(graph.outputs.map(({ name }) => name));
  const initializers = new Map(graph.initializers);
  const nodes = graph.nodes.filter((node) => {
    const [output = ''] = node.outputs;
    // An output of the graph has to be made by a node.
    if (node.domain !== '' || node.outputs.length !== 1 || isOutput.has(output)) return true;
    const folded = fold(node, initializers, facts);
    if (folded !== undefined) initializers.set(output, folded);
    return folded === undefined;
  });
  return nodes.length === graph.nodes.length ? graph : { ...graph, nodes, initializers };
}

function fold(
  node: Node,
  known: ReadonlyMap<string, Constant>,
  facts: Facts,
): Constant | undefined {
  const { value } = node.attributes;
  if (node.op === 'Constant') return value?.type === 'tensor' ? value.value : undefined;
  if (node.op === 'Shape') return knownShape(node, facts);
  const inputs = node.inputs.flatMap((name) => known.get(name) ?? []);
  const [first, ...more] = inputs;
  if (first === undefined || inputs.length < node.inputs.length) return undefined;
  const folded =
    layoutFolds.get(node.op)?.(node, first, ...more) ?? foldArithmetic(node.op, inputs);
  const inputBytes = inputs.reduce((sum, { data }) => sum + data.byteLength, 0);
  return folded && mayReplace(folded.data.byteLength, inputBytes) ? folded : undefined;
}

/** From `start` to `end`, both of which may count from the end. */
function knownShape(node: Node, { shape }: Facts): Constant | undefined {
  const part = shape(node.inputs[0] ?? '')?.slice(getInt(node, 'start') ?? 0, getInt(node, 'end'));
  const sizes = part?.filter((size) => typeof size === 'number');
  return sizes && sizes.length === part?.length ? int64Vector(sizes) : undefined;
}

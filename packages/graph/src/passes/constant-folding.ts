/**
 * Computes values that depend on constants alone when the graph is made, with the same bits as when it
 * runs. Known sizes are constants too. Operators that fold-layout.ts, fold-arithmetic.ts and fold-choice.ts do
 * not have stay, and so do results that would make the file much larger.
 */
import { getInt } from '../graph/attributes.ts';
import { int64Vector } from '../graph/constant.ts';
import type { Constant, Graph, Node } from '../graph/graph.ts';
import { type Facts, factsOf } from './facts.ts';
import { foldArithmetic } from './fold-arithmetic.ts';
import { foldChoice } from './fold-choice.ts';
import { layoutFolds } from './fold-layout.ts';
import { fromStart } from './permutation.ts';

/**
 * Replaces nodes whose inputs are constants by their results.
 *
 * @example
 * // c = Add(1, 2); y = Mul(x, c)  →  y = Mul(x, 3)
 * const smaller = foldConstants(graph);
 */
export function foldConstants(graph: Graph): Graph {
  const facts = factsOf(graph);
  const isOutput = new Set(graph.outputs.map(({ name }) => name));
  const initializers = new Map(graph.initializers);
  const nodes = graph.nodes.filter((node) => {
    const [output = '', ...others] = node.outputs;
    // A node must make each output of the graph.
    if (node.domain !== '' || others.length > 0 || isOutput.has(output)) return true;
    const folded = node.op === 'Shape' ? foldShape(node, facts) : fold(node, initializers);
    if (folded !== undefined) initializers.set(output, folded);
    return folded === undefined;
  });
  return nodes.length === graph.nodes.length ? graph : { ...graph, nodes, initializers };
}

function fold(node: Node, initializers: ReadonlyMap<string, Constant>): Constant | undefined {
  if (node.inputs.some((name) => name !== '' && !initializers.has(name))) return undefined;
  const inputs = node.inputs.map((name) => initializers.get(name));
  const layout = layoutFolds.get(node.op);
  if (layout !== undefined) return layout(inputs, node);
  const known = inputs.filter((input) => input !== undefined);
  return foldArithmetic(node.op, known) ?? foldChoice(node.op, known);
}

function foldShape(node: Node, { shape }: Facts): Constant | undefined {
  const sizes = shape(node.inputs[0] ?? '');
  if (sizes === undefined) return undefined;
  const rank = sizes.length;
  const start = fromStart(getInt(node, 'start') ?? 0, rank);
  const asked = sizes.slice(Math.max(start, 0), fromStart(getInt(node, 'end') ?? rank, rank));
  const known = asked.filter((size) => typeof size === 'number');
  return known.length === asked.length ? int64Vector(known) : undefined;
}

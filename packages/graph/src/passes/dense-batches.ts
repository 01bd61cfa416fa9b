/**
 * A dense layer on more than two axes: tfjs flattens the leading ones, multiplies matrices and restores
 * them. ONNX's MatMul takes the leading axes as they are, so that both reshapes go.
 */
import { getFloat, getInt } from '../graph/attributes.ts';
import type { Graph, Node } from '../graph/graph.ts';
import { sameShape } from '../graph/shape.ts';
import { consumers, freshNames, producers } from '../graph/walk.ts';
import { type Facts, factsOf } from './facts.ts';
import { isReshape } from './reshape-normalization.ts';

/**
 * Multiplies by a matrix without the reshapes before and after.
 *
 * @example
 * // a = Reshape(x, [-1, 8]); b = Gemm(a, w, bias); y = Reshape(b, [-1, 5, 4])
 * // →  b = MatMul(x, w); y = Add(b, bias)
 * const smaller = multiplyBatches(graph);
 */
export function multiplyBatches(graph: Graph): Graph {
  const facts = factsOf(graph);
  const made = producers(graph);
  const users = consumers(graph);
  const fresh = freshNames(graph);
  const isOutput = new Set(graph.outputs.map(({ name }) => name));
  const values = new Map(graph.values);
  const replaced = new Map<Node, readonly Node[]>();
  for (const node of graph.nodes) {
    const [product = ''] = node.outputs;
    const before = isProduct(node, facts) ? made.get(node.inputs[0] ?? '') : undefined;
    const [after, ...others] = users.get(product) ?? [];
    if (!before || !isReshape(before) || !after || !isReshape(after)) continue;
    if (others.length > 0 || isOutput.has(product) || after.inputs[0] !== product) continue;
    const [x = ''] = before.inputs;
    const [, weight = '', bias = ''] = node.inputs;
    const [output = ''] = after.outputs;
    const [from, to] = [facts.shape(x), facts.type(output)];
    const [rows, columns] = facts.shape(weight) ?? [];
    if (!from || !to || from.length < 3 || from.at(-1) !== rows || columns === undefined) continue;
    if (!sameShape([...from.slice(0, -1), columns], to.shape)) continue;
    const matMul = { ...node, op: 'MatMul', inputs: [x, weight], attributes: {} };
    replaced.set(node, []);
    if (bias === '') {
      replaced.set(after, [{ ...matMul, outputs: [output] }]);
      continue;
    }
    const unbiased = fresh(product);
    values.set(unbiased, { ...to, name: unbiased });
    const name = fresh(node.name.replace(/[^/]*$/, 'Add'));
    replaced.set(after, [
      { ...matMul, outputs: [unbiased] },
      { ...matMul, name, op: 'Add', inputs: [unbiased, bias], outputs: [output] },
    ]);
  }
  if (replaced.size === 0) return graph;
  const nodes = graph.nodes.flatMap((node) => replaced.get(node) ?? [node]);
  return { ...graph, nodes, values };
}

/** MatMul or a plain Gemm with a matrix of weights and a vector as bias. */
function isProduct(node: Node, { constant }: Facts): boolean {
  const [, weight = '', bias = ''] = node.inputs;
  if (node.domain !== '' || constant(weight)?.shape.length !== 2) return false;
  if (node.op === 'MatMul') return true;
  const isVector = bias === '' || constant(bias)?.shape.length === 1;
  const flags = [getInt(node, 'transA') ?? 0, getInt(node, 'transB') ?? 0];
  const scales = [getFloat(node, 'alpha') ?? 1, getFloat(node, 'beta') ?? 1];
  const isPlain = flags.every((flag) => flag === 0) && scales.every((scale) => scale === 1);
  return node.op === 'Gemm' && isVector && isPlain;
}

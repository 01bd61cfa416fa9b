/**
 * Reshapes that only add or remove leading axes of size 1 before an operator that broadcasts: the operator
 * reads the value without them, since ONNX aligns shapes at their ends.
 */
import type { Dim, Graph } from '../graph/graph.ts';
import { sameShape } from '../graph/shape.ts';
import { producers } from '../graph/walk.ts';
import { factsOf } from './facts.ts';
import { isReshape } from './reshape-normalization.ts';

const broadcasting = new Set(
  (
    'Add And Div Equal Greater GreaterOrEqual Less LessOrEqual Max Mean Min Mod Mul Or Pow Sub ' +
    'Sum Where Xor'
  ).split(' '),
);

/**
 * Reads values without the leading axes of size 1 that broadcasting adds by itself.
 *
 * @example
 * // a = Unsqueeze(bias, [0, 1]); y = Add(x, a) of a float[2,3,4] x and a float[4] bias  →  y = Add(x, bias)
 * const smaller = runPasses(graph, [skipLeadingAxes, eliminateDeadCode]);
 */
export function skipLeadingAxes(graph: Graph): Graph {
  const { shape } = factsOf(graph);
  const made = producers(graph);
  let changed = false;
  const nodes = graph.nodes.map((node) => {
    if (node.domain !== '' || !broadcasting.has(node.op)) return node;
    const rank = shape(node.outputs[0] ?? '')?.length;
    const inputs = [...node.inputs];
    for (const [i, name] of node.inputs.entries()) {
      const reshape = made.get(name);
      const source = isReshape(reshape) ? reshape?.inputs[0] : undefined;
      const [before, after] = [shape(source ?? ''), shape(name)];
      if (source === undefined || !before || !after || before.length > after.length) continue;
      if (!sameShape(withoutLeading(before), withoutLeading(after))) continue;
      const others = inputs.filter((_, j) => j !== i).map((other) => shape(other)?.length);
      // Another operand keeps the rank of the result.
      if (!others.includes(rank)) continue;
      inputs[i] = source;
    }
    const isSame = inputs.every((name, i) => name === node.inputs[i]);
    changed ||= !isSame;
    return isSame ? node : { ...node, inputs };
  });
  return changed ? { ...graph, nodes } : graph;
}

/** A shape without leading axes of size 1. */
function withoutLeading(shape: readonly Dim[]): readonly Dim[] {
  const first = shape.findIndex((size) => size !== 1);
  return first < 0 ? [] : shape.slice(first);
}

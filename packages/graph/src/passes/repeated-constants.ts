/**
 * Large constants that repeat few numbers, such as the zeros that a recurrent network starts from at a fixed
 * size: the file has the numbers, and an Expand, which ONNX Runtime computes when it opens the file.
 */
import { int64Vector } from '../graph/constant.ts';
import type { Graph, Node } from '../graph/graph.ts';
import { consumers, freshNames } from '../graph/walk.ts';
import { withoutRepeats } from './broadcast-elimination.ts';

/** Elements that are worth a node. */
const fewestSaved = 2 ** 14;
/** Operators that do not expect weights, whose constants runtimes lay out for themselves. */
const readers = new Set(['Concat', 'ScatterElements', 'ScatterND', 'Loop', 'Scan', 'If']);

/**
 * Stores large constants without what they repeat. Elementwise operators do not need it:
 * `eliminateBroadcasts` has them read the small constant.
 *
 * @example
 * // y = Concat(x, zeros) with float[1,144,256,16] zeros  →  a = Expand(zero, shape); y = Concat(x, a)
 * const smaller = runPasses(graph, [storeOnce, eliminateDeadCode]);
 */
export function storeOnce(graph: Graph): Graph {
  const users = consumers(graph);
  const fresh = freshNames(graph);
  const isOutput = new Set(graph.outputs.map(({ name }) => name));
  const initializers = new Map(graph.initializers);
  const values = new Map(graph.values);
  const expands: Node[] = [];
  for (const [name, constant] of graph.initializers) {
    const { dtype, shape, data } = constant;
    const isRead = users.get(name)?.every(({ op, domain }) => domain === '' && readers.has(op));
    if (data.length < fewestSaved || isRead !== true || isOutput.has(name)) continue;
    const small = withoutRepeats(constant);
    if (data.length - small.data.length < fewestSaved) continue;
    const [source, target] = [fresh(name), fresh(`${name}/shape`)];
    initializers.delete(name);
    initializers.set(source, small).set(target, int64Vector(shape));
    values.set(name, { name, dtype, shape });
    const ends = { inputs: [source, target], outputs: [name] };
    const expand = { name: fresh(`${name}/Expand`), op: 'Expand', domain: '', attributes: {} };
    expands.push({ ...expand, ...ends });
  }
  return expands.length === 0
    ? graph
    : { ...graph, nodes: [...expands, ...graph.nodes], initializers, values };
}

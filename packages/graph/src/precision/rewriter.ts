/** What the modes of quantization share: a graph that is rewritten node by node, in order. */
import type { Attribute, Constant, Graph, Node } from '../graph/graph.ts';
import { freshNames, withBodies } from '../graph/walk.ts';
import { eliminateDeadCode } from '../passes/dead-code.ts';

export interface Rewriter {
  /** A constant under `name`, or a name like it. Returns the name; that of an earlier time for the same. */
  constant(name: string, value: Constant): string;
  /** A node of one output, `name` or a name like it. Returns the output's name. */
  node(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>>,
    name: string,
  ): string;
  /** A node as it is. */
  push(node: Node): void;
  /** A name that nothing has yet. */
  fresh(base: string): string;
}

/**
 * Rewrites each node of a graph and of its subgraphs. Constants that nothing uses any more go.
 *
 * @param begin makes the function for one graph, called again for each subgraph
 */
export function rewriteGraph(
  graph: Graph,
  begin: (graph: Graph, rewriter: Rewriter) => (node: Node) => void,
): Graph {
  const fresh = freshNames(graph);
  const rewrite = (current: Graph): Graph => {
    const nodes: Node[] = [];
    const initializers = new Map(current.initializers);
    const names = new Map<Constant, string>();
    const rewriter: Rewriter = {
      fresh,
      constant(name, value) {
        const own = names.get(value) ?? fresh(name);
        names.set(value, own);
        initializers.set(own, value);
        return own;
      },
      node(op, inputs, attributes, base) {
        const output = fresh(base);
        const name = fresh(`${output}/${op}`);
        nodes.push({ name, op, domain: '', inputs, outputs: [output], attributes });
        return output;
      },
      push: (node) => nodes.push(node),
    };
    const visit = begin(current, rewriter);
    for (const node of current.nodes) visit(withBodies(node, rewrite));
    return { ...current, nodes, initializers };
  };
  return eliminateDeadCode(rewrite(graph));
}

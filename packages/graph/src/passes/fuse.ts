/**
 * Replaces arithmetic by one operator: the loop that the passes of fusion share. A pass says what a node
 * and the nodes before it amount to; this file checks that nothing else needs those nodes.
 */
import type { Constant, Graph, Node } from '../graph/graph.ts';
import { consumers, freshNames, producers } from '../graph/walk.ts';
import { type Facts, factsOf } from './facts.ts';

/** One operator for a node and all of `inner`. */
export interface Fusion {
  readonly op: string;
  /** Names of values, and constants that the operator needs, which are named after it and `suffix`. */
  readonly inputs: readonly (string | { readonly suffix: string; readonly constant: Constant })[];
  readonly attributes?: Node['attributes'];
  /** The nodes that are no longer needed, besides the last one. */
  readonly inner: readonly Node[];
}

/** What a pattern may ask about a graph. */
export interface Surroundings {
  readonly facts: Facts;
  /** The node that makes a value, if it has this operator of ONNX's own domain. */
  readonly maker: (value: string | undefined, op: string) => Node | undefined;
  /** The same, if one node alone uses the value. */
  readonly onlyMaker: (value: string | undefined, op: string) => Node | undefined;
  /** The number of a float32 constant with one element. */
  readonly number: (value: string | undefined) => number | undefined;
}

export type Pattern = (node: Node, surroundings: Surroundings) => Fusion | undefined;

/** Replaces nodes by what `pattern` finds, where no other node reads the values between. */
export function fuse(graph: Graph, pattern: Pattern): Graph {
  const facts = factsOf(graph);
  const made = producers(graph);
  const users = consumers(graph);
  const fresh = freshNames(graph);
  const isOutput = new Set(graph.outputs.map(({ name }) => name));
  const maker: Surroundings['maker'] = (value, op) => {
    const found = made.get(value ?? '');
    return found?.op === op && found.domain === '' ? found : undefined;
  };
  const surroundings: Surroundings = {
    facts,
    maker,
    onlyMaker: (value = '', op) =>
      users.get(value)?.length === 1 && !isOutput.has(value) ? maker(value, op) : undefined,
    number: (value = '') => {
      const constant = facts.constant(value);
      const isOne = constant?.dtype === 'float32' && constant.data.length === 1;
      return isOne ? Number(constant.data[0]) : undefined;
    },
  };
  const initializers = new Map(graph.initializers);
  const replaced = new Map<Node, readonly Node[]>();
  for (const node of graph.nodes) {
    const fusion = node.domain === '' ? pattern(node, surroundings) : undefined;
    if (fusion === undefined) continue;
    if (!keepsRank(node, fusion, facts)) continue;
    const own = new Set([node, ...fusion.inner]);
    // A value that other nodes read too would be computed twice.
    const isPrivate = fusion.inner.every(({ outputs }) =>
      outputs.every(
        (output) => !isOutput.has(output) && users.get(output)?.every((user) => own.has(user)),
      ),
    );
    if (!isPrivate || [...own].some((member) => replaced.has(member))) continue;
    const { op, attributes = {} } = fusion;
    const name = node.op === op ? node.name : fresh(node.name.replace(/[^/]*$/, op));
    const inputs = fusion.inputs.map((input) => {
      if (typeof input === 'string') return input;
      const chosen = fresh(`${name}/${input.suffix}`);
      initializers.set(chosen, input.constant);
      return chosen;
    });
    for (const member of fusion.inner) replaced.set(member, []);
    replaced.set(node, [{ name, op, domain: '', inputs, outputs: node.outputs, attributes }]);
  }
  if (replaced.size === 0) return graph;
  const nodes = graph.nodes.flatMap((node) => replaced.get(node) ?? [node]);
  return { ...graph, nodes, initializers };
}

/** Constants of one element may have given the result more axes. */
function keepsRank(node: Node, { inputs: [x] }: Fusion, { shape }: Facts): boolean {
  const before = typeof x === 'string' ? shape(x) : undefined;
  const after = shape(node.outputs[0] ?? '');
  return !before || !after || before.length === after.length;
}

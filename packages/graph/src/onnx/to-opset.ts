/** A graph in the forms that its operators have in a given operator set. */
import { GraphError } from '../errors.ts';
import type { Constant, Graph, Node } from '../graph/graph.ts';
import { toIntegers } from '../graph/constant.ts';
import { freshNames, typeLookup, withBodies } from '../graph/walk.ts';
import { eliminateDeadCode } from '../passes/dead-code.ts';
import { type Change, changes, type Surroundings } from './opset-changes.ts';

/**
 * Writes operators as `opset` has them. What is older already stays, so a graph of that operator set is
 * returned itself.
 *
 * @throws GraphError 'bad-argument' with every operator that has no form in `opset`, and the set that it needs
 * @example
 * // y = ReduceMean(x, axes)  →  y = ReduceMean<axes = [1]>(x)
 * const older = toOpset(graph, 13);
 */
export function toOpset(graph: Graph, opset: number): Graph {
  const later = changes.filter(({ since }) => since > opset);
  if (later.length === 0) return graph;
  const initializers = new Map(graph.initializers);
  const fresh = freshNames(graph);
  const add = (base: string, constant: Constant) => {
    const name = fresh(base);
    initializers.set(name, constant);
    return name;
  };
  const missing: Missing[] = [];
  const constant = (name: string) => initializers.get(name);
  const integers = (name: string | undefined) =>
    name === undefined ? undefined : toIntegers(constant(name));
  const convert = (part: Graph, around: Surroundings['type']): Graph => {
    const own = typeLookup(part);
    const type: Surroundings['type'] = (name) => own(name) ?? around(name);
    const shape = (name: string) => type(name)?.shape;
    const surroundings = { type, shape, constant, integers, fresh, add };
    const nodes = part.nodes.flatMap((node) => {
      const found = later.find((change) => change.ops.includes(node.op) && node.domain === '');
      const inner = withBodies(node, (body) => convert(body, type));
      return found ? formsOf(inner, later, surroundings, missing) : [inner];
    });
    return nodes.every((node, i) => node === part.nodes[i]) ? part : { ...part, nodes };
  };
  const converted = convert(graph, () => undefined);
  if (missing.length > 0) throw tooOld(missing, opset);
  return converted === graph ? graph : eliminateDeadCode({ ...converted, initializers });
}

/** A node whose form came with a later operator set. */
interface Missing {
  readonly node: Node;
  readonly change: Change;
}

function formsOf(
  node: Node,
  later: readonly Change[],
  surroundings: Surroundings,
  missing: Missing[],
): readonly Node[] {
  let nodes: readonly Node[] = [node];
  for (const change of later) {
    nodes = nodes.flatMap((one) => {
      if (!change.ops.includes(one.op)) return [one];
      const before = change.before(one, surroundings);
      if (!before) missing.push({ node, change });
      return before ?? [];
    });
  }
  return nodes.length === 1 && nodes[0] === node ? [node] : nodes;
}

function tooOld(missing: readonly Missing[], opset: number): GraphError {
  const needed = Math.max(...missing.map(({ change }) => change.since));
  const lines = new Map(
    missing.map(({ node, change: { since, form } }) => {
      const what = form === undefined ? node.op : `${node.op} with ${form}`;
      return [what, `${what} (opset ${since}, node ${node.name})`];
    }),
  );
  const message = `opset ${opset} is too old for ${[...lines.values()].join(', ')}; choose opset ${needed} or later`;
  return new GraphError('bad-argument', message);
}

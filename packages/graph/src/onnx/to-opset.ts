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
  const steps = changes
    .filter(({ since }) => since > opset)
    .map((change) => ({ change, convert: change.before }));
  return converted(graph, steps, (missing) => tooOld(missing, opset));
}

/**
 * A graph of an older operator set in the forms that a newer one asks for. Forms that `opset` does not have
 * yet are `toOpset`'s.
 *
 * @param from the operator set of the graph
 * @throws GraphError 'bad-argument' with every operator that has no form in `opset`
 * @example
 * // y = ReduceMean<axes = [1]>(x)  →  y = ReduceMean(x, axes)
 * const newer = fromOpset(graph, 13, 18);
 */
export function fromOpset(graph: Graph, from: number, opset: number): Graph {
  const steps = changes
    .filter(({ since }) => since > from && since <= opset)
    .toReversed()
    .flatMap((change) => (change.after ? [{ change, convert: change.after }] : []));
  return converted(graph, steps, (missing) => tooNew(missing, opset));
}

/** A change, in one of its directions. */
interface Step {
  readonly change: Change;
  readonly convert: Change['before'];
}

/** @param failed the error for nodes without another form */
function converted(
  graph: Graph,
  steps: readonly Step[],
  failed: (missing: readonly Missing[]) => GraphError,
): Graph {
  if (steps.length === 0) return graph;
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
      const found = steps.some(({ change }) => change.ops.includes(node.op) && node.domain === '');
      const inner = withBodies(node, (body) => convert(body, type));
      return found ? formsOf(inner, steps, surroundings, missing) : [inner];
    });
    return nodes.every((node, i) => node === part.nodes[i]) ? part : { ...part, nodes };
  };
  const result = convert(graph, () => undefined);
  if (missing.length > 0) throw failed(missing);
  return result === graph ? graph : eliminateDeadCode({ ...result, initializers });
}

/** A node without a form in the operator set. */
interface Missing {
  readonly node: Node;
  readonly change: Change;
}

function formsOf(
  node: Node,
  steps: readonly Step[],
  surroundings: Surroundings,
  missing: Missing[],
): readonly Node[] {
  let nodes: readonly Node[] = [node];
  for (const { change, convert } of steps) {
    nodes = nodes.flatMap((one) => {
      if (!change.ops.includes(one.op)) return [one];
      const form = convert(one, surroundings);
      if (!form) missing.push({ node, change });
      return form ?? [];
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

function tooNew(missing: readonly Missing[], opset: number): GraphError {
  const least = Math.min(...missing.map(({ change }) => change.since)) - 1;
  const names = missing.map(
    ({ node, change }) => `${node.op} (node ${node.name}, changed in ${change.since})`,
  );
  const message = `opset ${opset} has no equal for ${names.join(', ')}; choose opset ${least} or earlier`;
  return new GraphError('bad-argument', message);
}

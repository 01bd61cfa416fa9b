/**
 * Gives each reshape its plainest form: a Reshape, Flatten, Squeeze or Unsqueeze of a reshaped value
 * reads the original one; one that adds or removes axes of size 1 alone is Unsqueeze or Squeeze, which
 * need no sizes; any other is a Reshape to a constant shape, where its sizes allow it.
 */
import { int64Vector } from '../graph/constant.ts';
import type { Dim, Graph, Node } from '../graph/graph.ts';
import { sameShape } from '../graph/shape.ts';
import { freshNames, producers } from '../graph/walk.ts';
import { removeAliases } from './alias.ts';
import { type Facts, factsOf } from './facts.ts';
import { fromStart } from './permutation.ts';
import { reshapeTarget } from './reshape-target.ts';

/** Operators that change the shape and keep the order of the elements. */
const reshapes = new Set(['Reshape', 'Flatten', 'Squeeze', 'Unsqueeze']);

export function isReshape(node: Node | undefined): boolean {
  return node !== undefined && node.domain === '' && reshapes.has(node.op);
}

/**
 * Gives each reshape its plainest form.
 *
 * @example
 * // a = Reshape(x, [-1, 1, 32, 3]) of a float[N,32,3] x  →  a = Unsqueeze(x, [1])
 * const plain = normalizeReshapes(graph);
 */
export function normalizeReshapes(graph: Graph): Graph {
  const facts = factsOf(graph);
  const made = producers(graph);
  const fresh = freshNames(graph);
  const initializers = new Map(graph.initializers);
  const aliases = new Map<Node, readonly string[]>();
  const roots = new Map<string, string>();
  let changed = false;
  const nodes = graph.nodes.map((node) => {
    if (!isReshape(node)) return node;
    const [input = '', parameter = ''] = node.inputs;
    const [output = ''] = node.outputs;
    const root = isReshape(made.get(input)) ? (roots.get(input) ?? input) : input;
    roots.set(output, root);
    const [before, after] = [facts.shape(root), facts.shape(output)];
    const plain = before && after && plainForm(before, after);
    if (plain === undefined) return node;
    if (plain.op === 'Identity') {
      aliases.set(node, [root]);
      return node;
    }
    if (root === input && isPlain(node, plain, facts)) return node;
    changed = true;
    const suffix = plain.op === 'Reshape' ? 'shape' : 'axes';
    const given = facts.integers(parameter)?.join() === plain.numbers.join();
    const numbers = given ? parameter : fresh(`${node.name}/${suffix}`);
    if (!given) initializers.set(numbers, int64Vector(plain.numbers));
    return { ...node, op: plain.op, inputs: [root, numbers], attributes: {} };
  });
  // Aliases are nodes of the graph, which keep their places.
  return removeAliases(changed ? { ...graph, nodes, initializers } : graph, aliases);
}

export interface PlainForm {
  readonly op: 'Identity' | 'Unsqueeze' | 'Squeeze' | 'Reshape';
  /** Axes or shape. */
  readonly numbers: readonly number[];
}

/** The plainest reshape from one shape to another; undefined where several sizes are open. */
export function plainForm(before: readonly Dim[], after: readonly Dim[]): PlainForm | undefined {
  if (sameShape(before, after)) return { op: 'Identity', numbers: [] };
  const { added, removed } = unitAxes(before, after) ?? { added: [], removed: [] };
  if (added.length > 0 && removed.length === 0) return { op: 'Unsqueeze', numbers: added };
  if (removed.length > 0 && added.length === 0) return { op: 'Squeeze', numbers: removed };
  const target = reshapeTarget(after, before);
  return target && { op: 'Reshape', numbers: target };
}

/** A Reshape to any constant shape is plain. */
function isPlain(node: Node, plain: PlainForm, { integers, shape }: Facts): boolean {
  if (node.op !== plain.op) return false;
  const numbers = integers(node.inputs[1]);
  if (plain.op === 'Reshape' || numbers === undefined) return numbers !== undefined;
  const more = plain.op === 'Unsqueeze' ? numbers.length : 0;
  const rank = (shape(node.inputs[0] ?? '')?.length ?? 0) + more;
  const axes = numbers.map((axis) => fromStart(axis, rank)).toSorted((a, b) => a - b);
  return axes.join() === plain.numbers.join();
}

/** The axes of size 1 that `after` has more and less than `before`; undefined where more differs. */
function unitAxes(
  before: readonly Dim[],
  after: readonly Dim[],
): { readonly added: readonly number[]; readonly removed: readonly number[] } | undefined {
  const added: number[] = [];
  const removed: number[] = [];
  let [from, to] = [0, 0];
  while (from < before.length || to < after.length) {
    if (before[from] === after[to]) {
      from++;
      to++;
    } else if (before[from] === 1) removed.push(from++);
    else if (after[to] === 1) added.push(to++);
    else return undefined;
  }
  return { added, removed };
}

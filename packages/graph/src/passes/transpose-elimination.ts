/**
 * Removes transposes. A Transpose moves through every operator of transpose-movers.ts until it meets
 * another one, with which it merges or cancels, or an operator that needs the original layout. The
 * convolutions of an NHWC network so read each other's NCHW results, and transposes are left only at
 * the ends of the network.
 */
import { getInts } from '../graph/attributes.ts';
import type { Graph, Node } from '../graph/graph.ts';
import { consumers, replaceUses, usedBy } from '../graph/walk.ts';
import { type Carried, CarriedValues } from './carried-values.ts';
import type { Facts } from './facts.ts';
import { sameNodes } from './pass.ts';
import { identity, inverse, isIdentity, type Permutation } from './permutation.ts';
import { type Mover, movers } from './transpose-movers.ts';

/**
 * Removes transposes that cancel each other, also across other operators.
 *
 * @example
 * // a = Transpose(x); b = Relu(a); y = Transpose⁻¹(b)  →  y = Relu(x)
 * const smaller = eliminateTransposes(graph);
 */
export function eliminateTransposes(graph: Graph): Graph {
  const before = count(graph);
  if (before === 0) return graph;
  const gentle = carryTransposes(graph, { flips: false });
  if (!gentle.couldFlip) return count(gentle.graph) <= before ? gentle.graph : graph;
  const flipped = carryTransposes(graph, { flips: true });
  const better = count(flipped.graph) < count(gentle.graph) ? flipped : gentle;
  return count(better.graph) <= before ? better.graph : graph;
}

/**
 * @param flips whether a value may also be transposed to meet another one; that may leave as many
 * transposes as before, and the next round would then undo it
 */
function carryTransposes(
  graph: Graph,
  { flips }: { flips: boolean },
): { graph: Graph; couldFlip: boolean } {
  const users = consumers(graph);
  const carriedValues = new CarriedValues(graph);
  const { nodes, initializers, values } = carriedValues;
  const wanted = wantedPermutations(graph, carriedValues.facts);
  let couldFlip = false;
  for (const node of graph.nodes) {
    if (isTranspose(node) && carry(node, carriedValues)) continue;
    const move = planMove(node, { carriedValues, users, wanted });
    couldFlip ||= move?.flips ?? false;
    if (move !== undefined && (flips || !move.flips)) {
      move.emit();
      continue;
    }
    const renames = new Map<string, string>();
    for (const value of usedBy(node)) {
      const name = carriedValues.plain(value);
      if (name !== value) renames.set(value, name);
    }
    nodes.push(...replaceUses([node], renames));
  }
  for (const { name } of graph.outputs) {
    const source = carriedValues.plain(name);
    if (source === name) continue;
    const nodeName = carriedValues.fresh(`${name}/Identity`);
    const node = { name: nodeName, op: 'Identity', domain: '', attributes: {} };
    nodes.push({ ...node, inputs: [source], outputs: [name] });
  }
  const unchanged = sameNodes(graph, nodes);
  return { graph: unchanged ? graph : { ...graph, nodes, initializers, values }, couldFlip };
}

function count(graph: Graph): number {
  return graph.nodes.filter(isTranspose).length;
}

function isTranspose(node: Node): boolean {
  return node.op === 'Transpose' && node.domain === '';
}

function moverOf(node: Node): Mover | undefined {
  return node.domain === '' ? movers.get(node.op) : undefined;
}

/** Without `perm` a Transpose reverses the axes, whose number must be known then. */
function carry(node: Node, carriedValues: CarriedValues): boolean {
  const [input = ''] = node.inputs;
  const rank = carriedValues.facts.shape(input)?.length;
  const reversed = rank === undefined ? undefined : identity(rank).toReversed();
  const permutation = getInts(node, 'perm') ?? reversed;
  if (permutation !== undefined) carriedValues.carry(input, permutation, node.outputs[0] ?? '');
  return permutation !== undefined;
}

interface Surroundings {
  readonly carriedValues: CarriedValues;
  readonly users: ReadonlyMap<string, readonly Node[]>;
  readonly wanted: ReadonlyMap<string, ReadonlySet<string>>;
}

interface Move {
  /** Whether other inputs then have to be transposed when the graph runs. */
  readonly flips: boolean;
  /** Emits the node before the transposes of its inputs. */
  readonly emit: () => void;
}

/**
 * How a node moves before the transposes of its inputs; undefined where that is not possible or would
 * add transposes.
 */
function planMove(node: Node, { carriedValues, users, wanted }: Surroundings): Move | undefined {
  const mover = moverOf(node);
  if (mover === undefined) return undefined;
  const carriers = mover.carriers === 'first' ? node.inputs.slice(0, 1) : node.inputs;
  const carried = carriers.map((value) => carriedValues.carried(value));
  const permutation = commonPermutation(carried);
  if (permutation === undefined) return undefined;
  const ways = carriers.flatMap((value) => carriedValues.wayBefore(value, permutation) ?? []);
  if (ways.length < carriers.length) return undefined;
  const moved = mover.move(node, permutation, carriedValues.facts);
  if (moved === undefined) return undefined;

  const flips = ways.some(({ moves }) => moves);
  const isShared = carriers.some(
    (value, index) => carried[index]?.permutation !== undefined && users.get(value)?.length !== 1,
  );
  const undone = inverse(moved.permutation).join();
  const cancels = node.outputs.some((output) => wanted.get(output)?.has(undone));
  if ((flips || isShared) && !cancels) return undefined;
  const emit = () => {
    const inputs = node.inputs.map(
      (value, index) => ways[index]?.take() ?? carriedValues.plain(value),
    );
    for (const [index, parameter] of moved.parameters ?? []) {
      while (inputs.length < index) inputs.push('');
      inputs[index] = carriedValues.addConstant(`${node.name}/${index}`, parameter);
    }
    const outputs = node.outputs.map((output) =>
      carriedValues.makeCarried(output, moved.permutation),
    );
    const attributes = { ...node.attributes, ...moved.attributes };
    carriedValues.nodes.push({ ...node, inputs, outputs, attributes });
  };
  return { flips, emit };
}

/**
 * For each value the permutations of the transposes that movable operators lead to from it, and of those
 * that would be without effect behind a reduction of axes.
 */
function wantedPermutations(graph: Graph, facts: Facts): Map<string, Set<string>> {
  const present = presentPermutations(graph);
  const wanted = new Map<string, Set<string>>();
  const want = (value: string, permutation: string) => {
    const known = wanted.get(value);
    if (known === undefined) wanted.set(value, new Set([permutation]));
    else known.add(permutation);
  };
  for (const node of graph.nodes.toReversed()) {
    const [first = ''] = node.inputs;
    if (isTranspose(node)) want(first, getInts(node, 'perm')?.join() ?? '');
    const mover = moverOf(node);
    if (mover === undefined) continue;
    for (const permutation of dropsAxes(node, facts) ? present : []) {
      const moved = mover.move(node, permutation, facts);
      if (moved && isIdentity(moved.permutation)) want(first, inverse(permutation).join());
    }
    const carriers = mover.carriers === 'all' ? node.inputs : [first];
    for (const output of node.outputs) {
      for (const permutation of wanted.get(output) ?? []) {
        for (const value of carriers) want(value, permutation);
      }
    }
  }
  return wanted;
}

/** The different permutations of the graph's transposes. */
function presentPermutations(graph: Graph): Permutation[] {
  const present = new Map<string, Permutation>();
  for (const node of graph.nodes) {
    const permutation = isTranspose(node) ? getInts(node, 'perm') : undefined;
    if (permutation) present.set(permutation.join(), permutation);
  }
  return [...present.values()];
}

function dropsAxes(node: Node, { shape }: Facts): boolean {
  const before = shape(node.inputs[0] ?? '')?.length ?? 0;
  const after = shape(node.outputs[0] ?? '')?.length ?? Infinity;
  return after < before;
}

/** The most frequent permutation of the highest rank. */
function commonPermutation(values: readonly Carried[]): Permutation | undefined {
  const all = values.flatMap(({ permutation }) => (permutation ? [permutation] : []));
  const frequency = (permutation: Permutation) =>
    all.filter((other) => other.join() === permutation.join()).length;
  return all.toSorted((a, b) => b.length - a.length || frequency(b) - frequency(a))[0];
}

/**
 * Graphs of one function at several sizes, merged into one. They must have the same nodes. A number that
 * differs must be an affine function of the symbolic sizes, which nodes (size-nodes.ts) then compute.
 */
import type { Constant, Dim, Graph, Node, ValueInfo } from '@ganport/graph';
import {
  bodiesOf,
  expanded,
  inOrder,
  sameConstant,
  strided,
  stridesOf,
} from '@ganport/graph/internal';
import { evaluate, explanations, fitAffine, toDim, type Affine, type Sizes } from './affine.ts';
import { openSize } from './data-sizes.ts';
import { fixedSize, layerOf } from './fixed-size.ts';
import { type Level, SizeNodes, type SymbolSource } from './size-nodes.ts';

/** A graph of each sample, or a subgraph that all of them have at the same place. */
interface Siblings {
  readonly first: Graph;
  /** With one symbol moved, by its name. */
  readonly variants: Readonly<Record<string, Graph>>;
  /** With all the symbols moved that have no variant. */
  readonly joint: Graph;
  readonly proof: Graph;
}

/**
 * What is compared: a graph at `base`, one for each symbol that is `moved` alone, one for the others that
 * are moved together, and `proof` at `last`.
 */
interface Samples extends Siblings {
  readonly base: Sizes;
  readonly moved: Sizes;
  readonly last: Sizes;
}

/**
 * One graph that computes what each of the samples does at its sizes.
 *
 * @param symbols where the graph finds the size of each symbol
 * @throws ExportError 'fixed-dimension' when the samples have other nodes, or a number that is no affine
 * function of the symbols
 */
export function mergeGraphs(
  symbols: Readonly<Record<string, SymbolSource>>,
  samples: Samples,
): Graph {
  const { first, variants, joint, proof } = samples;
  for (const graph of [...Object.values(variants), joint, proof]) checkSameNodes(first, graph);
  return new Merge(symbols, samples).graph();
}

function checkSameNodes(a: Graph, b: Graph): void {
  if (a === b) return;
  for (const [i, node] of a.nodes.entries()) {
    const other = b.nodes[i];
    if (!other || other.op !== node.op || other.name !== node.name) {
      throw fixedSize(layerOf(node.name), 'other sizes take other operations');
    }
    const { inputs } = other;
    if (inputs.length !== node.inputs.length || inputs.some((name, k) => name !== node.inputs[k])) {
      throw fixedSize(layerOf(node.name), 'other sizes connect differently');
    }
    if (plainAttributes(other) !== plainAttributes(node)) {
      throw fixedSize(layerOf(node.name), `attributes of ${node.op} depend on it`);
    }
    const bodies = bodiesOf(other);
    for (const [k, body] of bodiesOf(node).entries()) {
      checkSameNodes(body, bodies[k] ?? { ...body, nodes: [] });
    }
  }
  if (a.nodes.length !== b.nodes.length)
    throw fixedSize('the function', 'other sizes take more nodes');
}

/** Attributes other than subgraphs, as text. */
function plainAttributes({ attributes }: Node): string {
  const plain = Object.entries(attributes).filter(([, { type }]) => type !== 'graph');
  return plain.length === 0 ? '' : JSON.stringify(plain);
}

/** Replaces what differs between the graphs by functions of the symbols. */
class Merge {
  readonly #samples: Samples;
  /** The graphs besides the first. */
  readonly #others: readonly Graph[];
  readonly #initializers = new Map<string, Constant>();
  /** Nodes that compute sizes; they go before all others. */
  readonly #sizes: SizeNodes;
  /** Symbols that are sizes of inputs. */
  readonly #ofInputs: ReadonlySet<string>;
  /** Constants that became computed values. */
  readonly #computed = new Map<string, ValueInfo>();

  constructor(symbols: Readonly<Record<string, SymbolSource>>, samples: Samples) {
    const levels = levelsOf(samples.first);
    const main = { name: '', depth: 0 };
    const levelOf = (value: string) => levels.get(value) ?? main;
    this.#sizes = new SizeNodes(symbols, levelOf, this.#initializers);
    const inputs = new Set(samples.first.inputs.map(({ name }) => name));
    const isOfInput = ([, { value }]: [string, SymbolSource]) => inputs.has(value);
    this.#ofInputs = new Set(
      Object.entries(symbols)
        .filter(isOfInput)
        .map(([symbol]) => symbol),
    );
    this.#samples = samples;
    this.#others = [...Object.values(samples.variants), samples.joint, samples.proof];
  }

  graph(): Graph {
    const { first } = this.#samples;
    for (const [name, constant] of first.initializers) this.#mergeConstant(name, constant);
    return { ...this.#merged('', this.#samples), initializers: this.#initializers };
  }

  /** One graph, or one subgraph, of what the samples have there. */
  #merged(level: string, siblings: Siblings): Graph {
    const { first } = siblings;
    const info = (value: ValueInfo, find: (graph: Graph) => ValueInfo | undefined): ValueInfo => ({
      ...value,
      shape: value.shape.map((size, axis) => {
        // A size of a value that depends on data is open already.
        if (typeof size === 'string') return size;
        const open = openSize(value.name, axis);
        return this.#dim(open, siblings, (graph) => sizeAt(find(graph)?.shape, axis));
      }),
    });
    const at = (values: readonly ValueInfo[], index: number) => values[index];
    const nodes = first.nodes.map((node, i) => {
      if (bodiesOf(node).length === 0) return node;
      const bodyIn = (graph: Graph, name: string) => {
        const attribute = graph.nodes[i]?.attributes[name];
        if (attribute?.type === 'graph') return attribute.value;
        throw new Error(`${node.name} has no subgraph ${name} in a recording`);
      };
      const attributes = Object.entries(node.attributes).map(([name, attribute]) => {
        if (attribute.type !== 'graph') return [name, attribute] as const;
        const bodies = mapSiblings(siblings, (graph) => bodyIn(graph, name));
        return [
          name,
          { type: 'graph', value: this.#merged(attribute.value.name, bodies) },
        ] as const;
      });
      return { ...node, attributes: Object.fromEntries(attributes) };
    });
    return {
      ...first,
      inputs: first.inputs.map((value, i) => info(value, (graph) => at(graph.inputs, i))),
      outputs: first.outputs.map((value, i) => info(value, (graph) => at(graph.outputs, i))),
      nodes: inOrder([...this.#sizes.nodesOf(level), ...nodes]),
      values: new Map([
        ...(level === '' ? this.#computed : []),
        ...[...first.values].map(
          ([name, value]) => [name, info(value, (g) => g.values.get(name))] as const,
        ),
      ]),
    };
  }

  /** The affine function behind a number of the graphs; undefined if it is none. */
  #affine(
    read: (graph: Graph) => number,
    { first, variants, joint, proof }: Siblings = this.#samples,
  ): Affine | undefined {
    const { base, moved, last } = this.#samples;
    const isAlone = ([symbol]: [string, number]) => Object.hasOwn(variants, symbol);
    const entries = Object.entries(base);
    const alone = Object.fromEntries(entries.filter(isAlone));
    const together = Object.fromEntries(entries.filter((entry) => !isAlone(entry)));
    const values = Object.entries(variants).map(
      ([symbol, graph]) => [symbol, read(graph)] as const,
    );
    const value = read(first);
    const affine = fitAffine(alone, value, moved, Object.fromEntries(values));
    return (
      affine &&
      explanations(affine, read(joint) - value, together, moved).find(
        (explanation) => evaluate(explanation, last) === read(proof),
      )
    );
  }

  /**
   * A size that is no affine function of the inputs' sizes, such as a product of symbols, gets a name of
   * its own. So do sizes that depend on data, since runtimes take equal names for equal sizes.
   */
  #dim(unknown: string, siblings: Siblings, read: (graph: Graph) => number): Dim {
    const affine = this.#affine(read, siblings);
    return affine?.terms.every(({ symbol }) => this.#ofInputs.has(symbol))
      ? toDim(affine)
      : unknown;
  }

  #mergeConstant(name: string, constant: Constant): void {
    const others = this.#others.map((graph) => initializerOf(graph, name));
    if (others.every((other) => sameConstant(constant, other))) {
      this.#initializers.set(name, constant);
    } else if (constant.dtype === 'int64' && constant.shape.length === 1) {
      this.#mergeShape(name, constant);
    } else {
      const part = repeatedPart([constant, ...others]);
      if (part === undefined) {
        throw fixedSize(
          layerOf(this.#users(name)[0]?.name ?? name),
          'a constant of that size was computed while tracing (is it random, or made from the size?)',
        );
      }
      this.#mergeRepeated(name, constant, part);
    }
  }

  #users(name: string): readonly Node[] {
    return usersIn(this.#samples.first, name);
  }

  /** A vector of sizes: Reshape computes a single size that differs; others are computed by nodes. */
  #mergeShape(name: string, constant: Constant): void {
    const entries = [...(constant.data as BigInt64Array)].map(Number);
    const entry = (index: number) => (graph: Graph) =>
      Number(initializerOf(graph, name).data[index]);
    const differs = entries.map((value, i) =>
      this.#others.some((graph) => entry(i)(graph) !== value),
    );
    const users = this.#users(name);
    const shapesOnly = users.every((node) => node.op === 'Reshape' && node.inputs[1] === name);
    if (shapesOnly && differs.filter(Boolean).length === 1 && !entries.includes(0)) {
      const data = BigInt64Array.from(entries, (value, i) => BigInt(differs[i] ? -1 : value));
      this.#initializers.set(name, { ...constant, data });
      return;
    }
    const affines = entries.map((_, i) => {
      const affine = this.#affine(entry(i));
      if (affine) return affine;
      throw fixedSize(layerOf(users[0]?.name ?? name), 'a size is no affine function of it');
    });
    this.#sizes.vector(name, affines);
  }

  /** A tensor that repeats the same part at every size becomes the part, expanded to the computed shape. */
  #mergeRepeated(name: string, constant: Constant, part: Constant): void {
    const affines = constant.shape.map((_, axis) => {
      const affine = this.#affine((graph) => sizeAt(initializerOf(graph, name).shape, axis));
      if (affine) return affine;
      throw fixedSize(
        layerOf(this.#users(name)[0]?.name ?? name),
        'a size is no affine function of it',
      );
    });
    this.#initializers.set(`${name}/value`, part);
    this.#sizes.vector(`${name}/shape`, affines);
    this.#sizes.emit(affines, 'Expand', [`${name}/value`, `${name}/shape`], name);
    this.#computed.set(name, { name, dtype: constant.dtype, shape: affines.map(toDim) });
  }
}

function mapSiblings(siblings: Siblings, map: (graph: Graph) => Graph): Siblings {
  const { first, variants, joint, proof } = siblings;
  const mapped = Object.entries(variants).map(([symbol, graph]) => [symbol, map(graph)] as const);
  return {
    first: map(first),
    variants: Object.fromEntries(mapped),
    joint: map(joint),
    proof: map(proof),
  };
}

/** The level of each value that a subgraph makes. */
function levelsOf(graph: Graph, level: Level = { name: '', depth: 0 }): Map<string, Level> {
  const levels = new Map<string, Level>();
  if (level.depth > 0) {
    const made = [
      ...graph.inputs.map(({ name }) => name),
      ...graph.nodes.flatMap((n) => n.outputs),
    ];
    for (const name of made) levels.set(name, level);
  }
  for (const body of graph.nodes.flatMap(bodiesOf)) {
    for (const [name, deeper] of levelsOf(body, { name: body.name, depth: level.depth + 1 })) {
      levels.set(name, deeper);
    }
  }
  return levels;
}

/** Nodes that read a value, those of subgraphs too. */
function usersIn(graph: Graph, name: string): Node[] {
  return graph.nodes.flatMap((node) => [
    ...(node.inputs.includes(name) ? [node] : []),
    ...bodiesOf(node).flatMap((body) => usersIn(body, name)),
  ]);
}

/** A size of a sample, which is a number: only the merged graph has symbols. */
function sizeAt(shape: readonly Dim[] | undefined, axis: number): number {
  const size = shape?.[axis];
  if (typeof size === 'number') return size;
  throw new Error(`axis ${axis} of a recorded shape is ${size}`);
}

/** Graphs with the same nodes have the same initializers. */
function initializerOf(graph: Graph, name: string): Constant {
  const constant = graph.initializers.get(name);
  if (constant) return constant;
  throw new Error(`a recording has no initializer ${name}`);
}

/** What all of these repeat along the axes whose sizes differ (tiled weights, zeros), or undefined. */
function repeatedPart(constants: readonly Constant[]): Constant | undefined {
  const [first] = constants;
  const shape = first?.shape.map((size, axis) =>
    constants.every((other) => other.shape[axis] === size) ? size : 1,
  );
  if (first === undefined || shape === undefined) return undefined;
  const part = strided(first, shape, stridesOf(first.shape));
  const repeat = (other: Constant) =>
    other.shape.length === shape.length && sameConstant(expanded(part, other.shape), other);
  return constants.every(repeat) ? part : undefined;
}

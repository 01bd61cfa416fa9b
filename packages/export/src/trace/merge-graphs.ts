/**
 * Graphs of one function at several sizes, merged into one. They must have the same nodes. A number that
 * differs must be an affine function of the symbolic sizes, which nodes (size-nodes.ts) then compute.
 */
import type { Constant, Dim, Graph, Node, ValueInfo } from '@ganport/graph';
import { expanded, sameConstant, strided, stridesOf } from '@ganport/graph/internal';
import { evaluate, fitAffine, toDim, type Affine, type Sizes } from './affine.ts';
import { fixedSize, layerOf } from './fixed-size.ts';
import { SizeNodes, type SymbolSource } from './size-nodes.ts';

/** What is compared: a graph at `base`, one for each symbol alone `moved`, and `proof` at `last`. */
interface Samples {
  readonly first: Graph;
  readonly variants: Readonly<Record<string, Graph>>;
  readonly proof: Graph;
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
  const { first, variants, proof } = samples;
  for (const graph of [...Object.values(variants), proof]) checkSameNodes(first, graph);
  return new Merge(symbols, samples).graph();
}

function checkSameNodes(a: Graph, b: Graph): void {
  for (const [i, node] of a.nodes.entries()) {
    const other = b.nodes[i];
    if (!other || other.op !== node.op || other.name !== node.name) {
      throw fixedSize(layerOf(node.name), 'other sizes take other operations');
    }
    if (JSON.stringify(other.inputs) !== JSON.stringify(node.inputs)) {
      throw fixedSize(layerOf(node.name), 'other sizes connect differently');
    }
    if (JSON.stringify(other.attributes) !== JSON.stringify(node.attributes)) {
      throw fixedSize(layerOf(node.name), `attributes of ${node.op} depend on it`);
    }
  }
  if (a.nodes.length !== b.nodes.length)
    throw fixedSize('the function', 'other sizes take more nodes');
}

/** Replaces what differs between the graphs by functions of the symbols. */
class Merge {
  readonly #samples: Samples;
  /** The graphs besides the first. */
  readonly #others: readonly Graph[];
  readonly #initializers = new Map<string, Constant>();
  /** Nodes that compute sizes; they go before all others. */
  readonly #sizes: SizeNodes;
  /** Constants that became computed values. */
  readonly #computed = new Map<string, ValueInfo>();

  constructor(symbols: Readonly<Record<string, SymbolSource>>, samples: Samples) {
    this.#sizes = new SizeNodes(symbols, this.#initializers);
    this.#samples = samples;
    this.#others = [...Object.values(samples.variants), samples.proof];
  }

  graph(): Graph {
    const { first } = this.#samples;
    for (const [name, constant] of first.initializers) this.#mergeConstant(name, constant);
    const info = (value: ValueInfo, find: (graph: Graph) => ValueInfo | undefined): ValueInfo => ({
      ...value,
      shape: value.shape.map((_, axis) =>
        this.#dim(`${value.name}.${axis}`, (graph) => sizeAt(find(graph)?.shape, axis)),
      ),
    });
    const byName = (name: string) => (values: readonly ValueInfo[]) =>
      values.find((value) => value.name === name);
    return {
      ...first,
      inputs: first.inputs.map((value) => info(value, (g) => byName(value.name)(g.inputs))),
      outputs: first.outputs.map((value) => info(value, (g) => byName(value.name)(g.outputs))),
      initializers: this.#initializers,
      nodes: [...this.#sizes.nodes, ...first.nodes],
      values: new Map([
        ...this.#computed,
        ...[...first.values].map(
          ([name, value]) => [name, info(value, (g) => g.values.get(name))] as const,
        ),
      ]),
    };
  }

  /** The affine function behind a number of the graphs; undefined if it is none. */
  #affine(read: (graph: Graph) => number): Affine | undefined {
    const { first, variants, proof, base, moved, last } = this.#samples;
    const values = Object.fromEntries(
      Object.entries(variants).map(([symbol, graph]) => [symbol, read(graph)]),
    );
    const affine = fitAffine(base, read(first), moved, values);
    return affine && evaluate(affine, last) === read(proof) ? affine : undefined;
  }

  /** A size that is no affine function, such as a product of symbols, gets a name of its own. */
  #dim(unknown: string, read: (graph: Graph) => number): Dim {
    const affine = this.#affine(read);
    return affine ? toDim(affine) : unknown;
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
    return this.#samples.first.nodes.filter(({ inputs }) => inputs.includes(name));
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
    this.#sizes.emit('Expand', [`${name}/value`, `${name}/shape`], name);
    this.#computed.set(name, { name, dtype: constant.dtype, shape: affines.map(toDim) });
  }
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

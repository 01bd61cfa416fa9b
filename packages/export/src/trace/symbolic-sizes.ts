/**
 * One graph for every size, made from recordings at a few: they must have the same nodes, and a
 * number that differs must be an affine function of the symbolic sizes, which the graph then
 * computes. A last recording at sizes of its own verifies the result.
 */
import type { Constant, Dim, Graph, Node, ValueInfo } from '@ganport/graph';
import { expanded, sameConstant, strided, stridesOf } from '@ganport/graph/internal';
import { ExportError } from '../errors.ts';
import { evaluate, fitAffine, sizeOfSymbol, toDim, type Affine, type Sizes } from './affine.ts';
import type { Recording } from './record.ts';

/** Where a graph finds a symbol's value: an axis of an input. */
export interface SymbolSource {
  readonly input: string;
  readonly axis: number;
}

export interface SymbolicRequest {
  readonly symbols: Readonly<Record<string, SymbolSource>>;
  record(sizes: Sizes): Recording;
}

export interface SymbolicRecording {
  readonly recording: Recording;
  /** The sizes that work are multiples of this number, by symbol; 1 is any size. */
  readonly multiples: Readonly<Record<string, number>>;
}

/** Batches are traced at 2, 3 and 5; sizes of images at these plus multiples, above small kernels. */
const batchSizes = [2, 3, 5] as const;
const imageSize = 64;
const imageSteps = [0, 1, 3] as const;
const multiplesTried = [1, 2, 4, 8, 16, 32] as const;

/**
 * Strides with SAME padding pad a size by its remainder, so that only multiples of a power of two
 * have one graph: the smallest that works is found by trying.
 * @throws ExportError 'fixed-dimension' naming the layer that fixes a size, if no multiple works.
 */
export function recordSymbolic(request: SymbolicRequest): SymbolicRecording {
  const symbols = Object.keys(request.symbols);
  const isBatch = (symbol: string) => request.symbols[symbol]?.axis === 0;
  const tried = symbols.every(isBatch) ? [1] : multiplesTried;
  let refusal: ExportError | undefined;
  for (const multiple of tried) {
    const sizesAt = (step: 0 | 1 | 2): Record<string, number> =>
      Object.fromEntries(
        symbols.map((symbol) => [
          symbol,
          isBatch(symbol) ? batchSizes[step] : imageSize + imageSteps[step] * multiple,
        ]),
      );
    try {
      const recording = recordAtMultiple(request, sizesAt(0), sizesAt(1), sizesAt(2));
      const multiples = Object.fromEntries(symbols.map((s) => [s, isBatch(s) ? 1 : multiple]));
      return { recording, multiples };
    } catch (error) {
      if (!(error instanceof ExportError) || error.code !== 'fixed-dimension') throw error;
      refusal ??= error;
    }
  }
  throw refusal;
}

function recordAtMultiple(
  request: SymbolicRequest,
  base: Sizes,
  moved: Sizes,
  last: Sizes,
): Recording {
  const first = request.record(base);
  const recordAt = (sizes: Sizes): Graph => {
    try {
      return request.record(sizes).graph;
    } catch (cause) {
      if (cause instanceof ExportError) throw cause;
      // What tfjs refuses at this size it took at the first.
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw fixed(`size ${JSON.stringify(sizes)} is refused, so something`, reason, cause);
    }
  };
  const variants = Object.fromEntries(
    Object.keys(base).map((symbol) => [
      symbol,
      recordAt({ ...base, [symbol]: sizeOfSymbol(moved, symbol) }),
    ]),
  );
  const proof = recordAt(last);
  for (const graph of [...Object.values(variants), proof]) checkSameNodes(first.graph, graph);
  const { symbols } = request;
  const merge = new Merge({ symbols, first: first.graph, variants, proof, base, moved, last });
  return { ...first, graph: merge.graph() };
}

/** A size of a recording. Only its merge with others has symbols. */
function sizeAt(shape: readonly Dim[] | undefined, axis: number): number {
  const size = shape?.[axis];
  if (typeof size === 'number') return size;
  throw new Error(`axis ${axis} of a recorded shape is ${size}`);
}

const layerOf = (node: string) => node.split('/').slice(0, -1).join('/') || node;

function fixed(where: string, what: string, cause?: unknown): ExportError {
  return new ExportError(
    'fixed-dimension',
    `${where} fixes a size that was to be symbolic: ${what}; give that input a fixed shape`,
    { cause },
  );
}

function checkSameNodes(a: Graph, b: Graph): void {
  for (const [i, node] of a.nodes.entries()) {
    const other = b.nodes[i];
    if (!other || other.op !== node.op || other.name !== node.name) {
      throw fixed(layerOf(node.name), 'other sizes take other operations');
    }
    if (JSON.stringify(other.inputs) !== JSON.stringify(node.inputs)) {
      throw fixed(layerOf(node.name), 'other sizes connect differently');
    }
    if (JSON.stringify(other.attributes) !== JSON.stringify(node.attributes)) {
      throw fixed(layerOf(node.name), `attributes of ${node.op} depend on it`);
    }
  }
  if (a.nodes.length !== b.nodes.length) throw fixed('the function', 'other sizes take more nodes');
}

/** What is compared: a graph at `base`, one for each symbol alone `moved`, and one at `last`. */
interface Samples {
  readonly symbols: SymbolicRequest['symbols'];
  readonly first: Graph;
  readonly variants: Readonly<Record<string, Graph>>;
  readonly proof: Graph;
  readonly base: Sizes;
  readonly moved: Sizes;
  readonly last: Sizes;
}

/** Replaces what differs between the graphs by functions of the symbols. */
class Merge {
  readonly #samples: Samples;
  /** The graphs beside the first. */
  readonly #others: readonly Graph[];
  readonly #initializers = new Map<string, Constant>();
  /** Nodes that compute sizes; they go before all others. */
  readonly #sizeNodes: Node[] = [];
  readonly #sizeValues = new Map<string, string>();

  constructor(samples: Samples) {
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
      nodes: [...this.#sizeNodes, ...first.nodes],
      values: new Map(
        [...first.values].map(([name, value]) => [name, info(value, (g) => g.values.get(name))]),
      ),
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

  /** Sizes that are products of symbols have no affine form: they get a name of their own. */
  #dim(unknown: string, read: (graph: Graph) => number): Dim {
    const affine = this.#affine(read);
    return affine ? toDim(affine) : unknown;
  }

  #mergeConstant(name: string, constant: Constant): void {
    const others = this.#others.map((graph) => graph.initializers.get(name) as Constant);
    if (others.every((other) => sameConstant(constant, other))) {
      this.#initializers.set(name, constant);
    } else if (constant.dtype === 'int64' && constant.shape.length === 1) {
      this.#mergeShape(name, constant);
    } else {
      const part = repeatedPart([constant, ...others]);
      if (part === undefined) {
        throw fixed(
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

  /** A vector of sizes: one that differs can be left to Reshape, otherwise they are computed. */
  #mergeShape(name: string, constant: Constant): void {
    const entries = [...(constant.data as BigInt64Array)].map(Number);
    const entry = (index: number) => (graph: Graph) =>
      Number((graph.initializers.get(name) as Constant).data[index]);
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
      throw fixed(layerOf(users[0]?.name ?? name), 'a size is no affine function of it');
    });
    this.#emitVector(name, affines);
  }

  /** A tensor that repeats the same part at every size: the part, expanded to the computed shape. */
  #mergeRepeated(name: string, constant: Constant, part: Constant): void {
    const affines = constant.shape.map((_, axis) => {
      const affine = this.#affine((graph) => sizeAt(graph.initializers.get(name)?.shape, axis));
      if (affine) return affine;
      throw fixed(
        layerOf(this.#users(name)[0]?.name ?? name),
        'a size is no affine function of it',
      );
    });
    this.#initializers.set(`${name}/value`, part);
    this.#emitVector(`${name}/shape`, affines);
    this.#emit('Expand', [`${name}/value`, `${name}/shape`], name);
  }

  #emit(
    op: string,
    inputs: readonly string[],
    output: string,
    attributes: Node['attributes'] = {},
  ) {
    const domain = '';
    this.#sizeNodes.push({
      name: `${output}/${op}`,
      op,
      domain,
      inputs,
      outputs: [output],
      attributes,
    });
  }

  /** The name of the constant int64[1] that holds a number. */
  #number(value: number): string {
    const name = `size/${value}`;
    this.#initializers.set(name, {
      dtype: 'int64',
      shape: [1],
      data: BigInt64Array.of(BigInt(value)),
    });
    return name;
  }

  #emitVector(name: string, affines: readonly Affine[]): void {
    const parts = affines.map((affine) => this.#size(affine));
    if (parts.length === 1) this.#emit('Identity', parts, name);
    else this.#emit('Concat', parts, name, { axis: { type: 'int', value: 0 } });
  }

  /** The name of an int64[1] that holds the function's value when the graph runs. */
  #size(affine: Affine): string {
    const name = `size/${toDim(affine)}`;
    const known = this.#sizeValues.get(name);
    if (known !== undefined) return known;
    const { constant, terms } = affine;
    let sum: string | undefined;
    const plus = (part: string, last: boolean) => {
      if (sum === undefined) sum = part;
      else {
        const total = last ? name : `${name}/${part}`;
        this.#emit('Add', [sum, part], total);
        sum = total;
      }
    };
    for (const [i, term] of terms.entries()) {
      plus(this.#term(term), i === terms.length - 1 && constant === 0);
    }
    if (constant !== 0 || terms.length === 0) plus(this.#number(constant), true);
    this.#sizeValues.set(name, sum as string);
    return sum as string;
  }

  #term({ symbol, numerator, denominator }: Affine['terms'][number]): string {
    let value = `size/of/${symbol}`;
    if (!this.#sizeValues.has(value)) {
      const { input, axis } = this.#samples.symbols[symbol] as SymbolSource;
      this.#emit('Shape', [input], value, {
        start: { type: 'int', value: axis },
        end: { type: 'int', value: axis + 1 },
      });
      this.#sizeValues.set(value, value);
    }
    for (const [op, factor] of [
      ['Mul', numerator],
      ['Div', denominator],
    ] as const) {
      if (factor === 1) continue;
      const scaled = `${value}/${op}/${factor}`;
      if (!this.#sizeValues.has(scaled)) {
        this.#emit(op, [value, this.#number(factor)], scaled);
        this.#sizeValues.set(scaled, scaled);
      }
      value = scaled;
    }
    return value;
  }
}

/** What all of these repeat along the axes whose sizes differ (tiled weights, zeros); or undefined. */
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

/** Nodes that compute sizes while a graph runs: the affine functions of symbols, as int64 vectors. */
import type { Constant, Node } from '@ganport/graph';
import { toDim, type Affine } from './affine.ts';

/** Where a graph finds a symbol's value: an axis of an input, or of a value that a node makes. */
export interface SymbolSource {
  readonly value: string;
  /** Undefined where the size is a number of the value, int32. */
  readonly axis: number | undefined;
  /** Which number of the value it is. */
  readonly element?: number;
}

/** A graph, or a subgraph inside it, by its name. Values of a level are seen by deeper ones. */
export interface Level {
  readonly name: string;
  readonly depth: number;
}

export class SizeNodes {
  readonly #nodes = new Map<string, Node[]>();
  readonly #symbols: Readonly<Record<string, SymbolSource>>;
  readonly #levelOf: (value: string) => Level;
  readonly #initializers: Map<string, Constant>;
  /** Computed values, by the names of what they hold. */
  readonly #values = new Map<string, string>();

  /**
   * @param levelOf the level that makes a value
   * @param initializers gets the constants that the nodes use
   */
  constructor(
    symbols: Readonly<Record<string, SymbolSource>>,
    levelOf: (value: string) => Level,
    initializers: Map<string, Constant>,
  ) {
    this.#symbols = symbols;
    this.#levelOf = levelOf;
    this.#initializers = initializers;
  }

  /** The nodes that belong to a level. */
  nodesOf(level: string): readonly Node[] {
    return this.#nodes.get(level) ?? [];
  }

  /** Adds a node of one output to the level of these affine functions' symbols. */
  emit(
    affines: readonly Affine[],
    op: string,
    inputs: readonly string[],
    output: string,
    attributes: Node['attributes'] = {},
  ): void {
    const { name: level } = this.#deepest(affines.flatMap(({ terms }) => terms));
    const node = { name: `${output}/${op}`, op, domain: '', inputs, outputs: [output], attributes };
    this.#nodes.set(level, [...this.nodesOf(level), node]);
  }

  #deepest(terms: Affine['terms']): Level {
    const levels = terms.map(({ symbol }) => this.#levelOf(this.#sourceOf(symbol).value));
    return levels.reduce((a, b) => (b.depth > a.depth ? b : a), { name: '', depth: 0 });
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

  /** Makes `name` the int64 vector of these functions' values. */
  vector(name: string, affines: readonly Affine[]): void {
    const parts = affines.map((affine) => this.#size(affine));
    if (parts.length === 1) this.emit(affines, 'Identity', parts, name);
    else this.emit(affines, 'Concat', parts, name, { axis: { type: 'int', value: 0 } });
  }

  /** The name of an int64[1] that holds the function's value when the graph runs. */
  #size(affine: Affine): string {
    const name = `size/${toDim(affine)}`;
    const known = this.#values.get(name);
    if (known !== undefined) return known;
    const parts = affine.terms.map((term) => this.#term(term));
    if (affine.constant !== 0 || parts.length === 0) parts.push(this.#number(affine.constant));
    const sum = parts.reduce((left, right, i) => {
      const total = i === parts.length - 1 ? name : `${name}/${right}`;
      this.emit([affine], 'Add', [left, right], total);
      return total;
    });
    this.#values.set(name, sum);
    return sum;
  }

  #term(term: Affine['terms'][number]): string {
    const { symbol, numerator, denominator } = term;
    const affines = [{ constant: 0, terms: [term] }];
    let value = `size/of/${symbol}`;
    if (!this.#values.has(value)) {
      this.#emitSymbol(affines, value, this.#sourceOf(symbol));
      this.#values.set(value, value);
    }
    for (const [op, factor] of [
      ['Mul', numerator],
      ['Div', denominator],
    ] as const) {
      if (factor === 1) continue;
      const scaled = `${value}/${op}/${factor}`;
      if (!this.#values.has(scaled)) {
        this.emit(affines, op, [value, this.#number(factor)], scaled);
        this.#values.set(scaled, scaled);
      }
      value = scaled;
    }
    return value;
  }

  #emitSymbol(affines: readonly Affine[], name: string, source: SymbolSource): void {
    const { value, axis, element = 0 } = source;
    if (axis === undefined) {
      this.emit(affines, 'Cast', [value], `${name}/int64`, { to: { type: 'int', value: 7 } });
      this.emit(affines, 'Reshape', [`${name}/int64`, this.#number(-1)], `${name}/numbers`);
      const inputs = [`${name}/numbers`, this.#number(element)];
      this.emit(affines, 'Gather', inputs, name, { axis: { type: 'int', value: 0 } });
    } else {
      const start = { type: 'int', value: axis } as const;
      const end = { type: 'int', value: axis + 1 } as const;
      this.emit(affines, 'Shape', [value], name, { start, end });
    }
  }

  #sourceOf(symbol: string): SymbolSource {
    const source = this.#symbols[symbol];
    if (source) return source;
    throw new Error(`nothing has the size ${symbol}`);
  }
}

/** Nodes that compute sizes while a graph runs: the affine functions of symbols, as int64 vectors. */
import type { Constant, Node } from '@ganport/graph';
import { toDim, type Affine } from './affine.ts';

/** Where a graph finds a symbol's value: an axis of an input. */
export interface SymbolSource {
  readonly input: string;
  readonly axis: number;
}

export class SizeNodes {
  readonly nodes: Node[] = [];
  readonly #symbols: Readonly<Record<string, SymbolSource>>;
  readonly #initializers: Map<string, Constant>;
  /** Computed values, by the names of what they hold. */
  readonly #values = new Map<string, string>();

  /** @param initializers gets the constants that the nodes use */
  constructor(
    symbols: Readonly<Record<string, SymbolSource>>,
    initializers: Map<string, Constant>,
  ) {
    this.#symbols = symbols;
    this.#initializers = initializers;
  }

  /** Adds a node of one output. */
  emit(
    op: string,
    inputs: readonly string[],
    output: string,
    attributes: Node['attributes'] = {},
  ): void {
    const name = `${output}/${op}`;
    this.nodes.push({ name, op, domain: '', inputs, outputs: [output], attributes });
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
    if (parts.length === 1) this.emit('Identity', parts, name);
    else this.emit('Concat', parts, name, { axis: { type: 'int', value: 0 } });
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
      this.emit('Add', [left, right], total);
      return total;
    });
    this.#values.set(name, sum);
    return sum;
  }

  #term({ symbol, numerator, denominator }: Affine['terms'][number]): string {
    let value = `size/of/${symbol}`;
    if (!this.#values.has(value)) {
      const { input, axis } = this.#sourceOf(symbol);
      this.emit('Shape', [input], value, {
        start: { type: 'int', value: axis },
        end: { type: 'int', value: axis + 1 },
      });
      this.#values.set(value, value);
    }
    for (const [op, factor] of [
      ['Mul', numerator],
      ['Div', denominator],
    ] as const) {
      if (factor === 1) continue;
      const scaled = `${value}/${op}/${factor}`;
      if (!this.#values.has(scaled)) {
        this.emit(op, [value, this.#number(factor)], scaled);
        this.#values.set(scaled, scaled);
      }
      value = scaled;
    }
    return value;
  }

  #sourceOf(symbol: string): SymbolSource {
    const source = this.#symbols[symbol];
    if (source) return source;
    throw new Error(`no input has the size ${symbol}`);
  }
}

/**
 * Sizes as affine functions of symbols: 2·height + 3, batch, width / 4. They are fitted to samples of a
 * size at several values of the symbols, and printed as ONNX dimension parameters.
 */
import type { Dim } from '@ganport/graph';

/** A value for each symbol, as in one recording. */
export type Sizes = Readonly<Record<string, number>>;

/** @throws Error where the recording has no such symbol */
export function sizeOfSymbol(sizes: Sizes, symbol: string): number {
  const size = sizes[symbol];
  if (size === undefined) throw new Error(`no size for the symbol ${symbol}`);
  return size;
}

interface Term {
  readonly symbol: string;
  /** The coefficient is numerator / denominator, in lowest terms. */
  readonly numerator: number;
  readonly denominator: number;
}

export interface Affine {
  readonly constant: number;
  readonly terms: readonly Term[];
}

function gcd(a: number, b: number): number {
  return b === 0 ? Math.abs(a) : gcd(b, a % b);
}

/**
 * The affine function that is `value` at `base` and `values[symbol]` when that symbol alone is moved to
 * `moved[symbol]`. Undefined if its constant is not an integer.
 */
export function fitAffine(
  base: Sizes,
  value: number,
  moved: Sizes,
  values: Sizes,
): Affine | undefined {
  const terms: Term[] = [];
  let constant = value;
  for (const [symbol, size] of Object.entries(base)) {
    const rise = sizeOfSymbol(values, symbol) - value;
    if (rise === 0) continue;
    const run = sizeOfSymbol(moved, symbol) - size;
    const divisor = gcd(rise, run);
    const term = { symbol, numerator: rise / divisor, denominator: run / divisor };
    terms.push(term);
    constant -= (size * term.numerator) / term.denominator;
  }
  return Number.isInteger(constant) ? { constant, terms } : undefined;
}

/**
 * Affine functions that add one symbol, once or subtracted, to explain `rise`: how much the number differs
 * where all these symbols are moved together. Symbols that move by different distances are distinguished.
 */
export function explanations(affine: Affine, rise: number, base: Sizes, moved: Sizes): Affine[] {
  if (rise === 0) return [affine];
  return Object.entries(base).flatMap(([symbol, size]) => {
    const numerator = rise / (sizeOfSymbol(moved, symbol) - size);
    if (Math.abs(numerator) !== 1) return [];
    const terms = [...affine.terms, { symbol, numerator, denominator: 1 }];
    return [{ constant: affine.constant - numerator * size, terms }];
  });
}

export function evaluate({ constant, terms }: Affine, sizes: Sizes): number {
  return terms.reduce(
    (sum, { symbol, numerator, denominator }) =>
      sum + (sizeOfSymbol(sizes, symbol) * numerator) / denominator,
    constant,
  );
}

/** A number for a constant, otherwise the function as text: `height`, `2*height + 3`. */
export function toDim({ constant, terms }: Affine): Dim {
  if (terms.length === 0) return constant;
  const text = terms.map(({ symbol, numerator, denominator }) => {
    const scaled = numerator === 1 ? symbol : `${numerator}*${symbol}`;
    return denominator === 1 ? scaled : `${scaled}/${denominator}`;
  });
  if (constant !== 0) text.push(String(constant));
  return text.join(' + ').replaceAll('+ -', '- ');
}

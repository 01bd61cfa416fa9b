/**
 * Sizes that depend on data, such as the number of boxes that are kept. A recording needs a number for each;
 * it gets a stand-in, which differs between recordings, so that merge-graphs.ts sees what follows from it.
 */
import type { RecordedNode, Value } from '@ganport/graph/internal';
import type { Sizes } from './affine.ts';

/** Stand-ins for a size: of the first recording, of the one that moves this size alone, of the last. */
type StandIns = readonly [number, number, number];

interface DataSize {
  readonly standIns: StandIns;
  /** Where the graph finds the size. */
  readonly value: Value;
  /** Undefined where the value is the number itself. */
  readonly axis: number | undefined;
}

const usual: StandIns = [113, 127, 149];

export class DataSizes {
  readonly #sizes: Sizes;
  readonly #standIns = new Map<string, StandIns>();
  readonly #found = new Map<string, DataSize>();
  readonly #sources = new Set<Value>();
  readonly #dependent = new Map<RecordedNode, boolean>();

  /** @param sizes of this recording, by name; a size that is not there gets its first stand-in */
  constructor(sizes: Sizes) {
    this.#sizes = sizes;
  }

  /** All sizes that depend on data, by name. */
  get found(): ReadonlyMap<string, DataSize> {
    return this.#found;
  }

  /**
   * A number that stands for a size of this name. It is less than the largest one, since tfjs leaves out
   * what is empty, and a list that is filled up to the largest size has an empty rest there.
   *
   * @param largest what the size is at most, in this recording
   */
  standIn(name: string, largest = Infinity): { readonly symbol: string; readonly size: number } {
    return this.#reserve(
      name,
      usual.map((size, i) => Math.max(2 + i, Math.min(size, largest - 4 + i))),
    );
  }

  /** A number that stands for a counter of this name. */
  counter(name: string): { readonly symbol: string; readonly size: number } {
    return this.#reserve(name, [1, 2, 3]);
  }

  #reserve(name: string, [first = 0, moved = 0, last = 0]: readonly number[]) {
    let symbol = name;
    for (let i = 1; this.#standIns.has(symbol); i++) symbol = `${name}_${i}`;
    this.#standIns.set(symbol, [first, moved, last]);
    return { symbol, size: this.#sizes[symbol] ?? first };
  }

  /**
   * Says where the graph finds a size.
   *
   * @param axis of the value that has the size; undefined where the value is the number itself
   */
  locate(symbol: string, value: Value, axis: number | undefined): void {
    const standIns = this.#standIns.get(symbol);
    if (!standIns) throw new Error(`no size is called ${symbol}`);
    this.#found.set(symbol, { standIns, value, axis });
    this.#sources.add(value);
  }

  /** Counts a value among those whose sizes depend on data. */
  add(value: Value): void {
    this.#sources.add(value);
  }

  /** Whether sizes of a value may depend on data: it is computed from such a value. */
  has(value: Value): boolean {
    if (this.#sources.size === 0) return false;
    if (this.#sources.has(value)) return true;
    if (value.origin.kind !== 'node') return false;
    const open = [value.origin.node];
    for (let node = open.at(-1); node; node = open.at(-1)) {
      const inputs = node.inputs.filter((input) => input !== null);
      const makers = inputs.flatMap(({ origin }) => (origin.kind === 'node' ? [origin.node] : []));
      const next = makers.find((maker) => !this.#dependent.has(maker));
      if (next) {
        open.push(next);
        continue;
      }
      const depends =
        [...inputs, ...node.outputs].some((input) => this.#sources.has(input)) ||
        makers.some((maker) => this.#dependent.get(maker));
      this.#dependent.set(node, depends);
      open.pop();
    }
    return this.#dependent.get(value.origin.node) ?? false;
  }
}

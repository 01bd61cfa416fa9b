/**
 * Sizes that depend on data, such as the number of boxes that are kept. A recording needs a number for each;
 * it gets a stand-in, which differs between recordings, so that merge-graphs.ts sees what follows from it.
 */
import type { RecordedNode, Value } from '@ganport/graph/internal';
import type { Sizes } from './affine.ts';

/** Stand-ins for a size: of the first recording, of the one that moves this size alone, of the last. */
type StandIns = readonly [number, number, number];

/** A number in place of a size, and the name of the size. */
export interface StandIn {
  readonly symbol: string;
  readonly size: number;
}

interface DataSize {
  readonly standIns: StandIns;
  /** Where the graph finds the size. */
  readonly value: Value;
  /** Undefined where the size is a number of the value. */
  readonly axis: number | undefined;
  /** Which number of the value it is. */
  readonly element: number;
}

/** The first stand-in of every size. */
const start = 19;
/** Smaller sizes would be confused with those of single elements, which broadcast. */
const least = 3;

/**
 * Size number k moves by k and, for the last recording, by k²: so a number that moves with one size, or
 * with a sum of sizes, moves with no other size.
 */
function standInsOf(k: number, largest: number): StandIns {
  const first = Math.max(least, Math.min(start, largest - 1 - k * k));
  return [first, first + k, first + k * k + 1];
}

/** The name of an open size that no other value has. */
export const openSize = (value: string, axis: number): string => `${value}.${axis}`;

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
  standIn(name: string, largest = Infinity): StandIn {
    let symbol = name;
    for (let i = 1; this.#standIns.has(symbol); i++) symbol = `${name}_${i}`;
    const standIns = standInsOf(this.#standIns.size + 1, largest);
    this.#standIns.set(symbol, standIns);
    return { symbol, size: this.#sizes[symbol] ?? standIns[0] };
  }

  /**
   * Says where the graph finds a size.
   *
   * @param axis of the value that has the size; undefined where the size is a number of the value
   * @param element which number
   */
  locate(symbol: string, value: Value, axis: number | undefined, element = 0): void {
    const standIns = this.#standIns.get(symbol);
    if (!standIns) throw new Error(`no size is called ${symbol}`);
    this.#found.set(symbol, { standIns, value, axis, element });
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
      const unknown = makers.filter((maker) => !this.#dependent.has(maker));
      if (unknown.length > 0) {
        for (const maker of unknown) open.push(maker);
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

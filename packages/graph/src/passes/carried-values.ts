/**
 * Values whose transposes are not executed yet, while transpose-elimination.ts makes a new graph:
 * each value of the old graph is known as Transpose(a value of the new one), and comes into being
 * in whatever layout a node asks for. Which layout to ask for is not decided here.
 */
import { getInts, ints } from '../graph/attributes.ts';
import { int64Vector, reshaped, transposed } from '../graph/constant.ts';
import type { Constant, Graph, Node, ValueInfo } from '../graph/graph.ts';
import { freshNames, producers } from '../graph/walk.ts';
import { type Facts, factsOf } from './facts.ts';
import {
  compose,
  identity,
  inverse,
  isIdentity,
  keepsOrder,
  type Permutation,
  unpermuted,
} from './permutation.ts';
import { reshapeTarget } from './reshape-target.ts';

/** A value of the old graph as the new one has it: Transpose<perm = permutation>(name). */
export interface Carried {
  readonly name: string;
  /** Undefined where nothing is to be transposed. */
  readonly permutation: Permutation | undefined;
}

/** A way to get a value in another layout. */
export interface Way {
  /** Whether elements have to be moved for it when the graph runs. */
  readonly moves: boolean;
  /** Emits what it takes and returns the name. */
  readonly take: () => string;
}

export class CarriedValues {
  /** The new graph so far. */
  readonly nodes: Node[] = [];
  readonly initializers: Map<string, Constant>;
  readonly values: Map<string, ValueInfo>;
  readonly facts: Facts;
  readonly fresh: (base: string) => string;
  readonly #made: ReadonlyMap<string, Node>;
  readonly #isOutput: ReadonlySet<string>;
  readonly #carried = new Map<string, Carried>();
  /** Names of values that were emitted in some layout, by what they are. */
  readonly #emitted = new Map<string, string>();

  constructor(graph: Graph) {
    this.initializers = new Map(graph.initializers);
    this.values = new Map(graph.values);
    this.facts = factsOf(graph);
    this.fresh = freshNames(graph);
    this.#made = producers(graph);
    this.#isOutput = new Set(graph.outputs.map(({ name }) => name));
  }

  carried(value: string): Carried {
    return this.#carried.get(value) ?? { name: value, permutation: undefined };
  }

  /** Takes a Transpose of the old graph into the hand, together with what its input carries. */
  carry(input: string, permutation: Permutation, output: string): void {
    const before = this.carried(input);
    const both = before.permutation ? compose(before.permutation, permutation) : permutation;
    const left = isIdentity(both) ? undefined : both;
    this.#carried.set(output, { name: before.name, permutation: left });
  }

  /** The name for an output of a node that now comes before its transpose, `permutation`. */
  makeCarried(output: string, permutation: Permutation): string {
    if (output === '' || isIdentity(permutation)) return output;
    // The name of a graph's output is for the value in its own layout.
    const name = this.#isOutput.has(output) ? this.fresh(output) : output;
    const type = this.facts.type(output);
    this.#record(name, type && { ...type, shape: unpermuted(type.shape, permutation) });
    this.#carried.set(output, { name, permutation });
    return name;
  }

  addConstant(base: string, constant: Constant): string {
    const name = this.fresh(base);
    this.initializers.set(name, constant);
    return name;
  }

  /** The name of a value in its own layout. */
  plain(value: string): string {
    const { name, permutation } = this.carried(value);
    if (permutation === undefined) return name;
    return this.#once(key(name, permutation), () => {
      const output = name === value ? this.fresh(value) : value;
      return this.#emitTranspose(name, permutation, output, this.facts.type(value));
    });
  }

  /**
   * A way to a value w of which Transpose<perm = permutation>(w) is `value`, broadcast to the rank
   * of `permutation`. Undefined where there is none, or where the value's rank is not known.
   */
  wayBefore(value: string, permutation: Permutation): Way | undefined {
    const held = this.carried(value);
    if (held.permutation?.join() === permutation.join()) {
      return { moves: false, take: () => held.name };
    }
    const type = this.facts.type(value);
    const missing = permutation.length - (type?.shape.length ?? Infinity);
    if (type === undefined || missing < 0) return undefined;
    if (type.shape.every((size) => size === 1)) {
      return { moves: false, take: () => this.plain(value) };
    }
    const ones = Array<number>(missing).fill(1);
    const constant = this.facts.constant(value);
    if (constant !== undefined) {
      const take = () => {
        const full = reshaped(constant, [...ones, ...constant.shape]);
        return this.addConstant(value, transposed(full, inverse(permutation)));
      };
      return { moves: false, take: () => this.#once(key(value, permutation), take) };
    }
    const after = [...ones, ...type.shape];
    const before = { ...type, shape: unpermuted(after, permutation) };
    const target = keepsOrder(after, permutation) ? reshapeTarget(before.shape) : undefined;
    if (target !== undefined) {
      const take = () => this.#emitReshape(this.plain(value), target, this.fresh(value), before);
      return { moves: false, take: () => this.#once(`${target.join()} of ${value}`, take) };
    }
    if (missing > 0) return undefined;
    const rest = compose(held.permutation ?? identity(permutation.length), inverse(permutation));
    const take = () => this.#emitTranspose(held.name, rest, this.fresh(value), before);
    return { moves: true, take: () => this.#once(key(held.name, rest), take) };
  }

  /** A Reshape, where that does the same. The old graph's own Transpose, where there is one. */
  #emitTranspose(
    source: string,
    permutation: Permutation,
    output: string,
    type: ValueInfo | undefined,
  ): string {
    const inOrder = type !== undefined && keepsOrder(type.shape, permutation);
    const target = inOrder ? reshapeTarget(type.shape) : undefined;
    if (target !== undefined) return this.#emitReshape(source, target, output, type);
    const old = this.#made.get(output);
    const name = old?.op === 'Transpose' ? old.name : this.fresh(`${output}/Transpose`);
    const perm = ints(permutation);
    const isOld = old?.inputs[0] === source && getInts(old, 'perm')?.join() === permutation.join();
    if (isOld) this.nodes.push(old);
    else this.#emit(name, 'Transpose', [source], output, { perm });
    this.#record(output, type);
    return output;
  }

  #emitReshape(
    source: string,
    target: readonly number[],
    output: string,
    type: ValueInfo | undefined,
  ): string {
    const name = this.fresh(`${output}/Reshape`);
    const shape = this.addConstant(`${name}/shape`, int64Vector(target));
    this.#emit(name, 'Reshape', [source, shape], output, {});
    this.#record(output, type);
    return output;
  }

  #emit(
    name: string,
    op: string,
    inputs: readonly string[],
    output: string,
    attributes: Node['attributes'],
  ): void {
    this.nodes.push({ name, op, domain: '', inputs, outputs: [output], attributes });
  }

  #record(name: string, type: ValueInfo | undefined): void {
    if (type === undefined) this.values.delete(name);
    else this.values.set(name, { ...type, name });
  }

  #once(what: string, make: () => string): string {
    const name = this.#emitted.get(what) ?? make();
    this.#emitted.set(what, name);
    return name;
  }
}

function key(name: string, permutation: Permutation): string {
  return `${permutation.join()} of ${name}`;
}

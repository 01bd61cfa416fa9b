/**
 * Arithmetic of 64-bit words in a graph, modulo 2^64, as hashes are defined. ONNX Runtime's Mul, Add and Sub
 * of int64 wrap around; its shifts take unsigned numbers, which int64 becomes by a Cast of the same bits.
 */
import type { GraphBuilder, Value } from '@ganport/graph';
import { binary, cast, where } from '@ganport/graph/ops';

/** A word of the graph, or one that is known. */
export type Word = Value | bigint;

export class Int64 {
  readonly #graph: GraphBuilder;

  constructor(graph: GraphBuilder) {
    this.#graph = graph;
  }

  value(word: Word): Value {
    if (typeof word !== 'bigint') return word;
    const data = BigInt64Array.of(BigInt.asIntN(64, word));
    return this.#graph.constant({ dtype: 'int64', shape: [], data });
  }

  add = (first: Word, ...others: readonly Word[]): Value =>
    others.reduce<Value>((sum, word) => this.#op('Add', sum, word), this.value(first));
  sub = (a: Word, b: Word): Value => this.#op('Sub', a, b);
  mul = (a: Word, b: Word): Value => this.#op('Mul', a, b);
  xor = (first: Word, ...others: readonly Word[]): Value =>
    others.reduce<Value>((bits, word) => this.#op('BitwiseXor', bits, word), this.value(first));
  and = (a: Word, b: Word): Value => this.#op('BitwiseAnd', a, b);

  shiftLeft = (a: Word, bits: number): Value => this.mul(a, 1n << BigInt(bits));

  /** Zeros come in from above. */
  shiftRight(a: Word, bits: number): Value {
    const x = this.#unsigned(a);
    const inputs = [x, this.#unsigned(BigInt(bits))];
    const shifted = this.#graph.op('BitShift', inputs, { direction: 'RIGHT' }, x);
    return cast(this.#graph, shifted, 'int64');
  }

  rotateRight = (a: Word, bits: number): Value =>
    this.add(this.shiftRight(a, bits), this.shiftLeft(a, 64 - bits));

  /** The remainder of an unsigned division. */
  modulo(a: Word, divisor: bigint): Value {
    const x = this.#unsigned(a);
    const rest = this.#graph.op('Mod', [x, this.#unsigned(divisor)], {}, x);
    return cast(this.#graph, rest, 'int64');
  }

  equal = (a: Word, b: Word): Value => this.#compare('Equal', a, b);
  atLeast = (a: Word, b: Word): Value => this.#compare('GreaterOrEqual', a, b);
  less = (a: Word, b: Word): Value => this.#compare('Less', a, b);
  both = (a: Value, b: Value): Value => binary(this.#graph, 'And', a, b);
  /** condition ? a : b */
  choose = (condition: Value, a: Word, b: Word): Value =>
    where(this.#graph, condition, this.value(a), this.value(b));

  #op = (op: string, a: Word, b: Word): Value =>
    binary(this.#graph, op, this.value(a), this.value(b));
  #compare = (op: string, a: Word, b: Word): Value =>
    binary(this.#graph, op, this.value(a), this.value(b), 'bool');

  /** The same bits. */
  #unsigned = (a: Word): Value => cast(this.#graph, this.value(a), 'uint64');
}

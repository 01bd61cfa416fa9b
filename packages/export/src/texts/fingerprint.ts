/**
 * Fingerprint64 of FarmHash (Pike and Alakuijala 2014), TensorFlow's hash of texts, as nodes: one formula
 * each for up to 3, 7, 16, 32 and 64 bytes, and a Loop over blocks of 64 for longer texts.
 */
import type { GraphBuilder, Value } from '@ganport/graph';
import { at, concat, reshape } from '@ganport/graph/ops';
import type { ByteRows } from './byte-rows.ts';
import { Int64, type Word } from './int64.ts';

const k0 = 0xc3a5c85c97cb3127n;
const k1 = 0xb492b66fbe98f273n;
const k2 = 0x9ae16a3b2f90404fn;
const seed = 81n;

/** The hash of each row, int64 [n, 1]. */
export function fingerprint64(graph: GraphBuilder, rows: ByteRows): Value {
  const i64 = new Int64(graph);
  const { lengths } = rows;
  const hash = new Formulas(graph, i64, rows);
  const table: readonly (readonly [longest: bigint, value: Value])[] = [
    [64n, hash.upTo64()],
    [32n, hash.upTo32()],
    [16n, hash.upTo16()],
    [7n, hash.upTo7()],
    [3n, hash.upTo3()],
    [0n, i64.value(k2)],
  ];
  return table.reduce<Value>(
    (longer, [longest, value]) => i64.choose(i64.less(lengths, longest + 1n), value, longer),
    longTexts(graph, i64, rows, hash),
  );
}

type Pair = readonly [Value, Value];

/** The state between blocks, in the order of the variables of the Loop. */
interface State {
  readonly x: Value;
  readonly y: Value;
  readonly z: Value;
  readonly v: Pair;
  readonly w: Pair;
}

class Formulas {
  readonly #graph: GraphBuilder;
  readonly #i64: Int64;
  readonly #rows: ByteRows;

  constructor(graph: GraphBuilder, i64: Int64, rows: ByteRows) {
    this.#graph = graph;
    this.#i64 = i64;
    this.#rows = rows;
  }

  /** Bytes from a place on as one number, the first the lowest. @param place int64 [n, 1] or a number */
  fetch(place: Word, count: 1 | 4 | 8): Value {
    const i64 = this.#i64;
    if (count === 8) {
      // ONNX Runtime sums in float64, where eight bytes do not fit.
      const high = this.fetch(i64.add(place, 4n), 4);
      return i64.add(this.fetch(place, 4), i64.shiftLeft(high, 32));
    }
    const bytes = BigInt64Array.from({ length: count }, (_, i) => BigInt(i));
    const steps = this.#graph.constant({ dtype: 'int64', shape: [1, count], data: bytes });
    const n = at(this.#rows.bytes.shape, 0);
    const start = this.#graph.op(
      'Max',
      [i64.value(place), i64.value(0n)],
      {},
      {
        dtype: 'int64',
        shape: typeof place === 'bigint' ? [] : place.shape,
      },
    );
    const zeros = i64.mul(this.#rows.lengths, 0n);
    const places = i64.add(zeros, start, steps);
    const type = { dtype: 'int64', shape: [n, count] } as const;
    const found = this.#graph.op('GatherElements', [this.#rows.bytes, places], { axis: 1 }, type);
    if (count === 1) return found;
    const weights = bytes.map((i) => BigInt.asIntN(64, 1n << (8n * i)));
    const scale = this.#graph.constant({ dtype: 'int64', shape: [1, count], data: weights });
    const sum = { dtype: 'int64', shape: [n, 1] } as const;
    const inputs = [i64.mul(found, scale), this.#graph.ints([1])];
    return this.#graph.op('ReduceSum', inputs, { keepdims: 1 }, sum);
  }

  /** Eight bytes, counted from the end of the row. */
  #last = (before: bigint, count: 4 | 8 = 8): Value =>
    this.fetch(this.#i64.sub(this.#rows.lengths, before), count);

  get #multiplier(): Value {
    const { lengths } = this.#rows;
    return this.#i64.add(lengths, lengths, k2);
  }

  shiftMix = (x: Value): Value => this.#i64.xor(x, this.#i64.shiftRight(x, 47));

  mix(u: Value, v: Value, multiplier: Word): Value {
    const i64 = this.#i64;
    const a = this.shiftMix(i64.mul(i64.xor(u, v), multiplier));
    return i64.mul(this.shiftMix(i64.mul(i64.xor(v, a), multiplier)), multiplier);
  }

  upTo3(): Value {
    const i64 = this.#i64;
    const { lengths } = this.#rows;
    const middle = this.fetch(i64.shiftRight(lengths, 1), 1);
    const last = this.fetch(i64.sub(lengths, 1n), 1);
    const y = i64.add(this.fetch(0n, 1), i64.shiftLeft(middle, 8));
    const z = i64.add(lengths, i64.shiftLeft(last, 2));
    return i64.mul(this.shiftMix(i64.xor(i64.mul(y, k2), i64.mul(z, k0))), k2);
  }

  upTo7(): Value {
    const i64 = this.#i64;
    const first = i64.add(this.#rows.lengths, i64.shiftLeft(this.fetch(0n, 4), 3));
    return this.mix(first, this.#last(4n, 4), this.#multiplier);
  }

  upTo16(): Value {
    const i64 = this.#i64;
    const multiplier = this.#multiplier;
    const a = i64.add(this.fetch(0n, 8), k2);
    const b = this.#last(8n);
    const c = i64.add(i64.mul(i64.rotateRight(b, 37), multiplier), a);
    const d = i64.mul(i64.add(i64.rotateRight(a, 25), b), multiplier);
    return this.mix(c, d, multiplier);
  }

  upTo32 = (): Value => {
    const [y, z] = this.#pair(k1);
    return this.mix(y, z, this.#multiplier);
  };

  /** What rows of up to 32 and up to 64 bytes begin with. */
  #pair(factor: bigint): Pair {
    const i64 = this.#i64;
    const multiplier = this.#multiplier;
    const a = i64.mul(this.fetch(0n, 8), factor);
    const b = this.fetch(8n, 8);
    const c = i64.mul(this.#last(8n), multiplier);
    const d = i64.mul(this.#last(16n), k2);
    return [
      i64.add(i64.rotateRight(i64.add(a, b), 43), i64.rotateRight(c, 30), d),
      i64.add(a, i64.rotateRight(i64.add(b, k2), 18), c),
    ];
  }

  upTo64(): Value {
    const i64 = this.#i64;
    const multiplier = this.#multiplier;
    const [y, second] = this.#pair(k2);
    const z = this.mix(y, second, multiplier);
    const a = i64.mul(this.fetch(0n, 8), k2);
    const e = i64.mul(this.fetch(16n, 8), multiplier);
    const f = this.fetch(24n, 8);
    const g = i64.mul(i64.add(y, this.#last(32n)), multiplier);
    const h = i64.mul(i64.add(z, this.#last(24n)), multiplier);
    return this.mix(
      i64.add(i64.rotateRight(i64.add(e, f), 43), i64.rotateRight(g, 30), h),
      i64.add(e, i64.rotateRight(i64.add(f, a), 18), g),
      multiplier,
    );
  }

  /** The hash of 32 bytes with two seeds. */
  #weak(place: Value, first: Value, second: Value): Pair {
    const i64 = this.#i64;
    const [w, x, y, z] = [0n, 8n, 16n, 24n].map((offset) =>
      this.fetch(i64.add(place, offset), 8),
    ) as [Value, Value, Value, Value];
    const a = i64.add(first, w);
    const b = i64.rotateRight(i64.add(second, a, z), 21);
    const sum = i64.add(a, x, y);
    return [i64.add(sum, z), i64.add(b, i64.rotateRight(sum, 44), a)];
  }

  /** One block of 64 bytes. @param last whether it is the last one, which mixes otherwise */
  block({ x, y, z, v, w }: State, place: Value, multiplier: Word, last: boolean): State {
    const i64 = this.#i64;
    const at64 = (offset: bigint) => this.fetch(i64.add(place, offset), 8);
    const nine = (word: Value) => (last ? i64.mul(word, 9n) : word);
    const turned = (word: Value, bits: number) => i64.mul(i64.rotateRight(word, bits), multiplier);
    const nextX = i64.xor(turned(i64.add(x, y, v[0], at64(8n)), 37), nine(w[1]));
    const turnedY = turned(i64.add(y, v[1], at64(48n)), 42);
    const nextY = i64.add(turnedY, nine(v[0]), at64(40n));
    const nextZ = turned(i64.add(z, w[0]), 33);
    return {
      x: nextZ,
      y: nextY,
      z: nextX,
      v: this.#weak(place, i64.mul(v[1], multiplier), i64.add(nextX, w[0])),
      w: this.#weak(i64.add(place, 32n), i64.add(nextZ, w[1]), i64.add(nextY, at64(16n))),
    };
  }
}

/** The hash of rows of more than 64 bytes. */
function longTexts(graph: GraphBuilder, i64: Int64, rows: ByteRows, hash: Formulas): Value {
  const { lengths } = rows;
  const word = { dtype: 'int64', shape: lengths.shape } as const;
  const zeros = i64.mul(lengths, 0n);
  const known = (value: bigint) => i64.add(zeros, value);
  const y = BigInt.asUintN(64, seed * k1 + 113n);
  const mixed = BigInt.asUintN(64, y * k2 + 113n);
  const z = BigInt.asUintN(64, (mixed ^ (mixed >> 47n)) * k2);
  const x = i64.add(hash.fetch(0n, 8), BigInt.asUintN(64, seed * k2));
  const start = [x, known(y), known(z), zeros, zeros, zeros, zeros];
  const blocks = i64.shiftRight(i64.sub(lengths, 1n), 6);
  const counts = i64.choose(i64.atLeast(lengths, 65n), blocks, 0n);
  // ONNX Runtime has no largest of nothing.
  const some = concat(graph, [counts, reshape(graph, i64.value(0n), [1, 1])], 0);
  const most = graph.op(
    'ReduceMax',
    [some, graph.ints([0, 1])],
    { keepdims: 0 },
    {
      dtype: 'int64',
      shape: [],
    },
  );
  const body = graph.region(
    'body',
    [
      { name: 'block', dtype: 'int64', shape: [] },
      { name: 'goes_on', dtype: 'bool', shape: [] },
      ...start.map((_, i) => ({ name: `state_${i}`, ...word })),
    ],
    ([iteration, goesOn, ...state]) => {
      const before = stateOf(state);
      const after = hash.block(before, i64.shiftLeft(iteration as Value, 6), k1, false);
      const isOwn = i64.less(iteration as Value, counts);
      const next = wordsOf(after).map((value, i) => i64.choose(isOwn, value, state[i] as Value));
      return [graph.op('Identity', [goesOn as Value], {}, { dtype: 'bool', shape: [] }), ...next];
    },
  );
  const results = graph.ops(
    'Loop',
    [most, null, ...start],
    {},
    start.map(() => word),
    {
      body,
    },
  );
  return finished(i64, hash, stateOf(results), lengths);
}

function finished(i64: Int64, hash: Formulas, state: State, lengths: Value): Value {
  const { x, y, z, v, w } = state;
  const multiplier = i64.add(i64.shiftLeft(i64.and(z, 0xffn), 1), k1);
  const rest = i64.and(i64.sub(lengths, 1n), 63n);
  const w0 = i64.add(w[0], rest);
  const v0 = i64.add(v[0], w0);
  const last = { x, y, z, v: [v0, v[1]], w: [i64.add(w0, v0), w[1]] } as const;
  const end = hash.block(last, i64.sub(lengths, 64n), multiplier, true);
  return hash.mix(
    i64.add(hash.mix(end.v[0], end.w[0], multiplier), i64.mul(hash.shiftMix(end.y), k0), end.z),
    i64.add(hash.mix(end.v[1], end.w[1], multiplier), end.x),
    multiplier,
  );
}

const wordsOf = ({ x, y, z, v, w }: State): readonly Value[] => [x, y, z, ...v, ...w];

function stateOf(words: readonly Value[]): State {
  const [x, y, z, v0, v1, w0, w1] = words as [Value, Value, Value, Value, Value, Value, Value];
  return { x, y, z, v: [v0, v1], w: [w0, w1] };
}

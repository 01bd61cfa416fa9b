/**
 * The bytes of texts as numbers. ONNX has no operator that looks into a text. Two of ONNX Runtime's own do:
 * Tokenizer cuts a text into characters, and MurmurHash3 hashes the UTF-8 of one, at most four bytes, of
 * which its steps lose nothing. They are inverted here (Appleby, MurmurHash3_x86_32).
 */
import type { GraphBuilder, Value } from '@ganport/graph';
import { at, cast, concat } from '@ganport/graph/ops';
import { textConstant } from './constant.ts';
import { Int64, type Word } from './int64.ts';

/**
 * The characters of each text, filled up with empty texts.
 *
 * @param x texts [n]
 * @param longest how many characters the longest has in this recording
 * @returns texts [n, longest]
 */
export function charactersOf(graph: GraphBuilder, x: Value, longest: number): Value {
  const attributes = {
    mark: 0,
    mincharnum: 1,
    pad_value: '',
    separators: { type: 'strings', value: [''] },
  } as const;
  const n = at(x.shape, 0);
  // Tokenizer makes a vector of no texts, so it is given one more.
  const some = concat(graph, [x, textConstant(graph, [''], [1])], 0);
  const type = { dtype: 'string', shape: [n + 1, longest] } as const;
  const characters = graph.op('Tokenizer', [some], attributes, type);
  const inputs = [characters, graph.ints([0]), graph.ints([-1])];
  return graph.op('Slice', inputs, {}, { dtype: 'string', shape: [n, longest] });
}

/** Characters as numbers. */
export interface CharacterBytes {
  /** The bytes as one number, the first byte the lowest. */
  readonly block: Value;
  /** How many bytes there are; 0 for the empty text. */
  readonly length: Value;
}

/**
 * What single bytes from 128 on have become before texts are hashed: there are none, they are bytes, or
 * tfjs has read them as UTF-8 and put the replacement character U+FFFD in their place.
 */
export type SingleBytes = 'none' | 'kept' | 'replaced';

/** U+FFFD in UTF-8, the first byte the lowest. */
const replacement = 0xbdbfefn;

/** Single bytes of texts that are no characters, from 128 on, are characters of the private use area. */
export const firstEscape = 0xf700;

/** @param characters texts of at most one character */
export function bytesOf(
  graph: GraphBuilder,
  characters: Value,
  singleBytes: SingleBytes,
): CharacterBytes {
  const i64 = new Int64(graph);
  const hashes = [0, 1].map((seed) => unmixed(i64, hashOf(graph, characters, seed))) as [
    Value,
    Value,
  ];
  // A tail of fewer than four bytes is hashed in one way, a block of four in another, with the seed.
  const tail = (length: bigint) => unmultiplied(i64, i64.xor(hashes[0], length));
  const whole = hashes.map((hash, seed) => blockOf(i64, hash, BigInt(seed))) as [Value, Value];
  const candidates = [1n, 2n, 3n].map((length) => ({ length, block: tail(length) }));
  const patterns = [
    [0xffffff80n, 0x00n],
    [0xffffc0e0n, 0x80c0n],
    [0xffc0c0f0n, 0x8080e0n],
  ] as const;
  // Both seeds lead to the same block only where there is one. A test tries all characters.
  const empty = { block: i64.value(0n), length: i64.value(0n) };
  const shorter = candidates.reduce<CharacterBytes>((found, { length, block }, i) => {
    const [mask, pattern] = patterns[i] ?? [0n, 0n];
    const fits = i64.equal(i64.and(block, mask), pattern);
    return {
      block: i64.choose(fits, block, found.block),
      length: i64.choose(fits, length, found.length),
    };
  }, empty);
  const isWhole = i64.equal(whole[0], whole[1]);
  const either = {
    block: i64.choose(isWhole, whole[0], shorter.block),
    length: i64.choose(isWhole, 4n, shorter.length),
  };
  // The empty text has the hash 0.
  const isEmpty = i64.equal(cast(graph, hashOf(graph, characters, 0), 'int64'), 0n);
  const block = i64.choose(isEmpty, 0n, either.block);
  const length = i64.choose(isEmpty, 0n, either.length);
  if (singleBytes === 'none') return { block, length };
  return unescaped(i64, { block, length }, singleBytes === 'replaced');
}

function hashOf(graph: GraphBuilder, characters: Value, seed: number): Value {
  const type = { dtype: 'uint32', shape: characters.shape } as const;
  const hash = graph.op('MurmurHash3', [characters], { seed, positive: 1 }, type);
  return cast(graph, hash, 'int64');
}

const mask32 = 0xffffffffn;

/** Multiplication modulo 2^32. */
const times = (i64: Int64, x: Word, factor: bigint) => i64.and(i64.mul(x, factor), mask32);

/** A number of 32 bits, rotated. */
const rotated = (i64: Int64, x: Value, left: number) =>
  i64.and(i64.add(i64.shiftLeft(x, left), i64.shiftRight(x, 32 - left)), mask32);

/** The inverse of an odd number modulo 2^32, by Newton's iteration. */
function inverse(odd: bigint): bigint {
  let result = odd;
  for (let bits = 3; bits < 32; bits *= 2) result = (result * (2n - odd * result)) & mask32;
  return result & mask32;
}

/** Before the last mixing, where the length is XORed in. */
function unmixed(i64: Int64, hash: Value): Value {
  let x = i64.xor(hash, i64.shiftRight(hash, 16));
  x = times(i64, x, inverse(0xc2b2ae35n));
  x = i64.xor(x, i64.shiftRight(x, 13), i64.shiftRight(x, 26));
  x = times(i64, x, inverse(0x85ebca6bn));
  return i64.xor(x, i64.shiftRight(x, 16));
}

/** The bytes that were multiplied, rotated by 15 and multiplied. */
function unmultiplied(i64: Int64, x: Value): Value {
  const rotation = rotated(i64, times(i64, x, inverse(0x1b873593n)), 32 - 15);
  return times(i64, rotation, inverse(0xcc9e2d51n));
}

/** Four bytes, which are XORed with the seed, rotated by 13, multiplied and added to. */
function blockOf(i64: Int64, hash: Value, seed: bigint): Value {
  const sum = i64.and(i64.sub(i64.xor(hash, 4n), 0xe6546b64n), mask32);
  const rotation = rotated(i64, times(i64, sum, inverse(5n)), 32 - 13);
  return unmultiplied(i64, i64.xor(rotation, seed));
}

/** The single bytes that characters of the private use area stand for, or what replaces them. */
function unescaped(
  i64: Int64,
  { block, length }: CharacterBytes,
  isReplaced: boolean,
): CharacterBytes {
  const bits = (from: number, mask: bigint) => i64.and(i64.shiftRight(block, from), mask);
  const code = i64.add(
    i64.shiftLeft(bits(0, 15n), 12),
    i64.shiftLeft(bits(8, 63n), 6),
    bits(16, 63n),
  );
  const byte = i64.sub(code, BigInt(firstEscape));
  const inRange = i64.both(i64.atLeast(byte, 128n), i64.less(byte, 256n));
  const isByte = i64.both(inRange, i64.equal(length, 3n));
  if (isReplaced) return { block: i64.choose(isByte, replacement, block), length };
  return { block: i64.choose(isByte, byte, block), length: i64.choose(isByte, 1n, length) };
}

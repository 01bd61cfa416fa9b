/**
 * Random choices for generators of cases: shapes, numbers, axes. All choices are fast-check's, so that a
 * failing case is made again from its seed, and becomes smaller.
 */
import fc from 'fast-check';
import { bools, floats, ints, shaped, type Numbers } from './numbers.ts';

export type Draw = fc.GeneratorValue;

export const integer = (draw: Draw, min: number, max: number) => draw(fc.integer, { min, max });
export const flag = (draw: Draw) => draw(fc.boolean);

export function oneOf<T>(draw: Draw, options: readonly T[]): T {
  return options[integer(draw, 0, options.length - 1)] as T; // In range.
}

export function several<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}

/** A size from `min` to `max`; 1 is frequent. */
const size = (draw: Draw, min: number, max: number) =>
  min <= 1 && integer(draw, 0, 3) === 0 ? 1 : integer(draw, min, max);

interface ShapeOptions {
  readonly minRank?: number;
  readonly maxRank?: number;
  /** The least size; an axis is rarely empty where it is 0. */
  readonly least?: 0 | 1;
}

/** A shape of rank 0 to 5, of at most 256 elements. */
export function shape(draw: Draw, { minRank = 0, maxRank = 5, least = 0 }: ShapeOptions = {}) {
  const rank = integer(draw, minRank, maxRank);
  const most = rank > 3 ? 3 : 5;
  const sizes = several(rank, () => size(draw, 1, most));
  const isEmpty = least === 0 && rank > 0 && integer(draw, 0, 9) === 0;
  if (isEmpty) sizes[integer(draw, 0, rank - 1)] = 0;
  return sizes;
}

/** A shape that broadcasts with `whole` to it: leading axes may be missing, others may be 1. */
export function narrowed(draw: Draw, whole: readonly number[]): number[] {
  const missing = integer(draw, 0, 2) === 0 ? integer(draw, 0, whole.length) : 0;
  return whole.slice(missing).map((n) => (integer(draw, 0, 3) === 0 ? 1 : n));
}

/** Float32 numbers of [low, high). */
export const reals = (draw: Draw, of: readonly number[], low = -6, high = 6) =>
  floats(of, integer(draw, 1, 1e6), low, high);

/** int32 numbers of [low, high). */
export const wholes = (draw: Draw, of: readonly number[], low = -9, high = 10) =>
  ints(of, low, high, integer(draw, 1, 1e6));

export const truths = (draw: Draw, of: readonly number[]) => bools(of, integer(draw, 1, 1e6));

export type Dtypes = readonly Numbers['dtype'][];
export const dtypes = ['float32', 'int32', 'bool'] as const;
const makers = { float32: reals, int32: wholes, bool: truths };

/** Numbers of one of the types. */
export const numbers = (draw: Draw, of: readonly number[], types: Dtypes = dtypes): Numbers =>
  makers[oneOf(draw, types)](draw, of);

const edges = [NaN, Infinity, -Infinity, 0, -0, 1, -1, 0.5, -0.5, 2.5, -2.5, 3.5, 1e-6];

/** Float32 numbers, some of which are NaN, infinite, 0 or halves, where `x` has float32. */
export function withEdges(draw: Draw, x: Numbers): Numbers {
  if (x.dtype !== 'float32' || flag(draw)) return x;
  const picks = wholes(draw, x.shape, 0, 3 * edges.length).values;
  return shaped({ ...x, values: x.values.map((n, i) => edges[picks[i] ?? NaN] ?? n) }, x.shape);
}

/** An axis, counted from the end half the time. */
export function axis(draw: Draw, rank: number): number {
  return integer(draw, -rank, rank - 1);
}

/** Different axes in any order, some counted from the end; undefined for all of them. */
export function axes(draw: Draw, rank: number): number[] | undefined {
  if (rank === 0 || integer(draw, 0, 4) === 0) return undefined;
  const all = several(rank, (i) => i);
  const chosen = draw(fc.subarray, all, { minLength: 1 });
  return chosen.map((i) => (flag(draw) ? i : i - rank));
}

/** All axes in random order. */
export function permutation(draw: Draw, rank: number): number[] {
  const all = several(rank, (i) => i);
  return draw(fc.shuffledSubarray, all, { minLength: rank, maxLength: rank });
}

/** Permutations of axes as Transpose writes them: axis i of the result is axis p[i] of the input. */
import type { Dim } from '../graph/graph.ts';

export type Permutation = readonly number[];

export function isIdentity(permutation: Permutation): boolean {
  return permutation.every((from, to) => from === to);
}

/** The permutation that undoes this one. */
export function inverse(permutation: Permutation): number[] {
  const back = permutation.map(() => 0);
  for (const [to, from] of permutation.entries()) back[from] = to;
  return back;
}

/** `first`, then `second`, as one. */
export function compose(first: Permutation, second: Permutation): number[] {
  return second.map((axis) => first[axis] ?? axis);
}

/** The shape before the transpose, from the shape after it; or any list with one entry per axis. */
export function unpermuted<T>(after: readonly T[], permutation: Permutation): T[] {
  return inverse(permutation).flatMap((axis) => {
    const entry = after[axis];
    return entry === undefined ? [] : [entry];
  });
}

/** An axis counted from the end (negative) as one counted from the start. */
export function fromStart(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}

/** Whether only axes of size 1 change places, so that the elements stay in order. */
export function keepsOrder(after: readonly Dim[], permutation: Permutation): boolean {
  const moved = permutation.filter((_, axis) => after[axis] !== 1);
  return moved.every((axis, index) => index === 0 || (moved[index - 1] ?? 0) < axis);
}

/**
 * The permutation of the remaining axes when some axes (of the result) are removed, with axes renumbered
 * on both sides.
 */
export function withoutAxes(permutation: Permutation, gone: readonly number[]): number[] {
  const kept = permutation.filter((_, axis) => !gone.includes(axis));
  const sorted = kept.toSorted((a, b) => a - b);
  return kept.map((axis) => sorted.indexOf(axis));
}

/** A list with one entry per axis, after the transpose. */
export function permuted<T>(before: readonly T[], permutation: Permutation): T[] {
  return permutation.flatMap((axis) => {
    const entry = before[axis];
    return entry === undefined ? [] : [entry];
  });
}

export function identity(rank: number): number[] {
  return Array.from({ length: rank }, (_, axis) => axis);
}

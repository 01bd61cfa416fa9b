/** Shapes as Reshape takes them. */
import type { Dim } from '../graph/graph.ts';

/**
 * The shape as Reshape takes it, or undefined. A size that is only known when the graph runs is copied
 * from the same axis of `before` (0), and one is inferred (-1).
 */
export function reshapeTarget(
  shape: readonly Dim[],
  before: readonly Dim[] = [],
): number[] | undefined {
  if (shape.includes(0)) return undefined;
  const open = shape.flatMap((size, axis) => (typeof size === 'string' ? [axis] : []));
  const copied = open.length > 1 ? open.filter((axis) => before[axis] === shape[axis]) : [];
  const inferred = open.filter((axis) => !copied.includes(axis));
  if (inferred.length > 1) return undefined;
  return shape.map((size, axis) => {
    if (typeof size === 'number') return size;
    return copied.includes(axis) ? 0 : -1;
  });
}

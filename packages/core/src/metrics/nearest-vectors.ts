/** Which vectors are nearest to another one: how far each is, and the nearest of many. */

/** The Euclidean distance of two vectors of one length. */
export function distanceOf(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] as number) - (b[i] as number)) ** 2; // In range.
  return Math.sqrt(sum);
}

/**
 * The numbers of the nearest vectors, the nearest first. Distances are divided by their mean: 0 is the same, and
 * 1 no nearer than any other.
 *
 * @param distances of all vectors
 */
export function nearestOf(
  distances: ArrayLike<number>,
  count: number,
): { readonly index: number; readonly distance: number }[] {
  const all = Float64Array.from(distances);
  const mean = all.reduce((sum, distance) => sum + distance, 0) / all.length;
  return Array.from(all, (distance, index) => ({ index, distance }))
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, count)
    .map(({ index, distance }) => ({ index, distance: mean === 0 ? 0 : distance / mean }));
}

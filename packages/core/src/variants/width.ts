/** A network's width as a multiple of the published one. */
export function scaled(width: number, filters: number): number {
  return Math.max(1, Math.round(width * filters));
}

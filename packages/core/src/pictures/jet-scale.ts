/** What the numbers of jets stand for, and how bright they are drawn. */

/** The transverse momentum, in GeV, for which the number 1 stands in jets. */
export const JET_SCALE = 100;

/** The ends of the color scale, in GeV. Pixels below the first are drawn like empty ones. */
export const [LEAST_GEV, MOST_GEV] = [0.01, 100] as const;

/** The place of a transverse momentum on the color scale, by its logarithm, from 0 to 1. @param gev in GeV */
export function jetLevel(gev: number): number {
  if (!(gev >= LEAST_GEV)) return 0;
  return Math.min(1, Math.log(gev / LEAST_GEV) / Math.log(MOST_GEV / LEAST_GEV));
}

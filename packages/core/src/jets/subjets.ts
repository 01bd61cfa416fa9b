/**
 * Exclusive kt clustering (Catani et al. 1993): the two particles with the least min(pt²) · ΔR² become one,
 * until so many are left. There is no beam, and merged particles are at the mean of their places, weighted by
 * transverse momentum. The least product belongs to a particle and its nearest neighbor (Cacciari & Salam
 * 2006), so each merge looks at particles, not at pairs.
 */

/** The particles of a jet. */
export interface Particles {
  readonly pt: Float64Array;
  readonly eta: Float64Array;
  readonly phi: Float64Array;
}

/** @returns the axes [eta, phi] of the subjets, at most `count` */
export function subjetAxes(
  { pt: momenta, eta: etas, phi: phis }: Particles,
  count: number,
): [number, number][] {
  const [pt, eta, phi] = [momenta.slice(), etas.slice(), phis.slice()];
  const left = Array.from(pt, (_, i) => i);
  const distance = (i: number, j: number) =>
    ((eta[i] as number) - (eta[j] as number)) ** 2 + ((phi[i] as number) - (phi[j] as number)) ** 2;
  const nearest = new Int32Array(pt.length);
  const squared = new Float64Array(pt.length);
  const look = (i: number) => {
    let least = Infinity;
    for (const j of left) {
      const between = j === i ? Infinity : distance(i, j);
      if (between >= least) continue;
      least = between;
      nearest[i] = j;
    }
    squared[i] = least;
  };
  if (left.length > count) for (const i of left) look(i);
  while (left.length > count) {
    let [least, at] = [Infinity, 0];
    for (const [place, i] of left.entries()) {
      const softer = Math.min(pt[i] as number, pt[nearest[i] as number] as number);
      const product = softer ** 2 * (squared[i] as number);
      if (product < least) [least, at] = [product, place];
    }
    const gone = left[at] as number; // In range: a place of the list.
    const kept = nearest[gone] as number;
    const sum = (pt[gone] as number) + (pt[kept] as number);
    const share = (pt[gone] as number) / sum;
    eta[kept] = (eta[kept] as number) + share * ((eta[gone] as number) - (eta[kept] as number));
    phi[kept] = (phi[kept] as number) + share * ((phi[gone] as number) - (phi[kept] as number));
    pt[kept] = sum;
    left.splice(at, 1);
    look(kept);
    for (const i of left) {
      if (i === kept) continue;
      if (nearest[i] === gone || nearest[i] === kept) look(i);
      else if (distance(i, kept) < (squared[i] as number)) {
        squared[i] = distance(i, kept);
        nearest[i] = kept;
      }
    }
  }
  return left.map((i) => [eta[i] as number, phi[i] as number]);
}

/**
 * Observables of a jet, computed from its pixels as in de Oliveira, Paganini & Nachman 2017, section 4:
 * each pixel is a massless particle at its middle.
 */
import { CoreError } from '../errors.ts';
import { subjetAxes, type Particles } from './subjets.ts';

/** The side of a pixel in pseudorapidity and azimuth. */
const PIXEL = 0.1;

export interface JetObservables {
  /** Invariant mass, in the unit of the pixels. */
  readonly mass: number;
  /** Transverse momentum, in the unit of the pixels. */
  readonly pt: number;
  /**
   * N-subjettiness τ₂ / τ₁ (Thaler & Van Tilburg 2011), from 0 for two prongs to 1 for one; 0 for a jet of one
   * pixel. Its axes are the subjets of exclusive kt.
   */
  readonly tau21: number;
  /** The number of pixels above 0. */
  readonly pixels: number;
}

/**
 * The observables of one jet.
 *
 * @param jet [rows, columns], transverse momenta of at least 0
 * @throws CoreError 'data-mismatch' for another number of values
 * @example
 * const { mass } = jetObservables(pixels, [25, 25]); // In GeV, where pixels are.
 */
export function jetObservables(
  jet: ArrayLike<number>,
  [rows, columns]: readonly [number, number],
): JetObservables {
  if (jet.length !== rows * columns) {
    const message = `jet: has ${jet.length} values, ${rows} × ${columns} pixels need ${rows * columns}`;
    throw new CoreError('data-mismatch', message);
  }
  const particles = particlesOf(jet, [rows, columns]);
  const { pt, eta, phi } = particles;
  let [energy, px, py, pz] = [0, 0, 0, 0];
  for (const [i, momentum] of pt.entries()) {
    const [y = 0, angle = 0] = [eta[i], phi[i]];
    energy += momentum * Math.cosh(y);
    px += momentum * Math.cos(angle);
    py += momentum * Math.sin(angle);
    pz += momentum * Math.sinh(y);
  }
  const square = energy ** 2 - px ** 2 - py ** 2 - pz ** 2;
  const [one, two] = [1, 2].map((count) => subjettiness(particles, count)) as [number, number];
  return {
    mass: Math.sqrt(Math.max(0, square)),
    pt: Math.hypot(px, py),
    tau21: one > 0 ? two / one : 0,
    pixels: pt.length,
  };
}

function particlesOf(
  jet: ArrayLike<number>,
  [rows, columns]: readonly [number, number],
): Particles {
  const filled = Array.from(jet, (_, i) => i).filter((i) => (jet[i] as number) > 0);
  const of = (value: (i: number) => number) => Float64Array.from(filled, value);
  return {
    pt: of((i) => jet[i] as number), // In range: an index of the jet.
    eta: of((i) => ((i % columns) - (columns - 1) / 2) * PIXEL),
    phi: of((i) => ((rows - 1) / 2 - Math.floor(i / columns)) * PIXEL),
  };
}

/** The momentum-weighted distance to the nearest of `count` subjets, not normalized. */
function subjettiness(particles: Particles, count: number): number {
  const axes = subjetAxes(particles, count);
  let sum = 0;
  for (const [i, momentum] of particles.pt.entries()) {
    let nearest = Infinity;
    for (const [eta, phi] of axes) {
      const distance = Math.hypot(
        (particles.eta[i] as number) - eta,
        (particles.phi[i] as number) - phi,
      );
      nearest = Math.min(nearest, distance);
    }
    sum += momentum * nearest;
  }
  return sum;
}

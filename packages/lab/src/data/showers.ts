/**
 * Electromagnetic showers by a parametrised generator, which is not a simulation: no particle is tracked. The
 * energy along the beam follows a gamma distribution whose shape depends on the energy and fluctuates from shower to
 * shower; across the beam it falls exponentially with the radius. A shower is a sum of spots of equal energy, whose
 * number fluctuates as their square root, so cells are sparse. Each shower is a function of (seed, index) and is
 * made when it is read.
 *
 * Sources: E. Longo, I. Sestili, NIM 128 (1975) 283, for the profile; G. Grindhammer, S. Peters, "The Parameterized
 * Simulation of Electromagnetic Showers", 2000, section 3.1, for its parameters in a homogeneous medium.
 */
import type { Dataset } from '@ganport/core';
import { checkRead, fillNormal, fillUniform, keyed, sampleLength } from '@ganport/core/internal';
import { refuseImageOptions, type DatasetOptions } from './options.ts';
import { parseSpec } from './spec-settings.ts';
import { calibrated } from './volumes.ts';

const MOST_SHOWERS = 1_000_000;
const USUAL_SHOWERS = 5000;
const [LEAST_SIDE, MOST_SIDE] = [4, 32];
const MOST_GEV = 1000;

/** Radiation lengths of all layers together, and beyond them: what leaks is not seen. */
const DEPTH = 25;
const BEYOND = 75;
/** Radiation lengths of a step of the integral. */
const STEP = 0.125;
/** The critical energy in GeV and the charge of the nucleus: lead. */
const CRITICAL = 0.0074;
const CHARGE = 82;
/** GeV of a spot: the resolution is 22 % / √(E / GeV). */
const SPOT = 0.05;
/** The scale of the radius at the maximum of the shower, as a share of the side. */
const RADIUS = 0.045;

export interface ShowerSet {
  readonly count: number;
  readonly seed: number;
  /** Rows, columns and layers. */
  readonly side: number;
  /** The least and the greatest energy, in GeV; energies are uniform between them. */
  readonly low: number;
  readonly high: number;
}

/**
 * Parses `showers` or `showers:count=5000,seed=1,side=16,low=10,high=500`; undefined for the name of other data.
 *
 * @throws LabError 'bad-argument' with the known settings or values
 */
export function parseShowers(spec: string): ShowerSet | undefined {
  const settings = parseSpec(spec, 'showers', ['count', 'seed', 'side', 'low', 'high']);
  if (!settings) return undefined;
  const low = settings.whole('low', 10, 1, MOST_GEV);
  return {
    count: settings.whole('count', USUAL_SHOWERS, 1, MOST_SHOWERS),
    seed: settings.whole('seed', 1, 0, 2 ** 32 - 1),
    side: settings.whole('side', 16, LEAST_SIDE, MOST_SIDE),
    low,
    high: settings.whole('high', Math.max(low, 500), low, MOST_GEV),
  };
}

/**
 * Opens a set of showers.
 *
 * @returns volumes [side, side, side, 1] in GeV, with the energy of the particle as condition
 * @throws LabError 'bad-argument' for options of images
 * @example
 * const showers = await openDataset('showers:count=1000,side=8');
 */
export async function loadShowers(set: ShowerSet, options: DatasetOptions = {}): Promise<Dataset> {
  refuseImageOptions(options, 'showers', 'volumes');
  const { count, seed, side, low, high } = set;
  const values = new Float32Array(count);
  fillUniform(keyed(seed, 'shower energies'), values, low, high);
  const description = {
    name: `showers (parametrised, seed ${seed})`,
    kind: 'volumes',
    shape: [side, side, side, 1],
    size: count,
    condition: { name: 'energy', unit: 'GeV', values },
  } as const;
  const length = sampleLength(description.shape);
  return calibrated({
    ...description,
    async read(indices, out) {
      checkRead(description, indices, out);
      out.fill(0);
      for (let i = 0; i < indices.length; i++) {
        const index = indices[i] as number; // In range: checkRead has looked.
        fillShower(out.subarray(i * length, (i + 1) * length), set, values[index] as number, index);
      }
    },
  });
}

/** Adds the spots of a shower to a volume of zeros. */
function fillShower(
  volume: Float32Array,
  { seed, side }: ShowerSet,
  energy: number,
  index: number,
): void {
  const shape = new Float32Array(3);
  fillNormal(keyed(seed, 'shower shape', 0, index), shape);
  const [first = 0, second = 0, spread = 0] = shape;
  const profile = longitudinal(energy, first, second);
  const spots = Math.max(1, Math.round(energy / SPOT + spread * Math.sqrt(energy / SPOT)));
  const draws = new Float32Array(4 * spots + 2);
  fillUniform(keyed(seed, 'shower spots', 0, index), draws);
  // The particle hits a point of the cell in the middle.
  const [middleX, middleY] = [draws[4 * spots], draws[4 * spots + 1]].map(
    (draw) => Math.floor(side / 2) + (draw ?? 0),
  ) as [number, number];
  for (let spot = 0; spot < spots; spot++) {
    const [u = 0, v = 0, w = 0, phi = 0] = draws.subarray(4 * spot, 4 * spot + 4);
    const depth = depthAt(profile.cumulative, u);
    const layer = Math.floor((depth / DEPTH) * side);
    // An exponential density over the plane: its radius has a gamma distribution of shape 2.
    const scale = RADIUS * side * (0.6 + 0.4 * Math.min(3, depth / profile.maximum));
    const radius = -scale * Math.log((1 - v) * (1 - w));
    const column = Math.floor(middleX + radius * Math.cos(2 * Math.PI * phi));
    const row = Math.floor(middleY + radius * Math.sin(2 * Math.PI * phi));
    if (layer >= side || row < 0 || row >= side || column < 0 || column >= side) continue;
    const cell = (row * side + column) * side + layer;
    volume[cell] = (volume[cell] as number) + SPOT; // In range: all three are.
  }
}

interface Profile {
  /** The shares of the energy up to each step of the depth. */
  readonly cumulative: Float64Array;
  /** The depth of the maximum, in radiation lengths. */
  readonly maximum: number;
}

/**
 * The energy along the beam, t^(α−1) e^(−βt), with β = (α − 1) / T. The logarithms of T and α are normal and
 * correlated.
 *
 * @param first and second are standard normal
 */
export function longitudinal(energy: number, first: number, second: number): Profile {
  const y = Math.log(energy / CRITICAL);
  const correlation = 0.705 - 0.023 * y;
  const together = Math.sqrt((1 + correlation) / 2);
  const apart = Math.sqrt((1 - correlation) / 2);
  const maximum = (y - 0.858) * Math.exp((together * first + apart * second) / (-1.4 + 1.26 * y));
  const alpha =
    (0.21 + (0.492 + 2.38 / CHARGE) * y) *
    Math.exp((together * first - apart * second) / (-0.58 + 0.86 * y));
  const beta = (Math.max(1.1, alpha) - 1) / maximum;
  const cumulative = new Float64Array(BEYOND / STEP + 1);
  for (let i = 1; i < cumulative.length; i++) {
    const depth = (i - 0.5) * STEP;
    const density = (beta * depth) ** (beta * maximum) * Math.exp(-beta * depth);
    cumulative[i] = (cumulative[i - 1] as number) + density; // In range: i is at least 1.
  }
  const whole = cumulative.at(-1) ?? 1;
  return { cumulative: cumulative.map((sum) => sum / whole), maximum };
}

/** The depth up to which a share of the energy lies, in radiation lengths. */
function depthAt(cumulative: Float64Array, share: number): number {
  let [below, above] = [0, cumulative.length - 1];
  while (above - below > 1) {
    const middle = (below + above) >> 1;
    if ((cumulative[middle] as number) <= share) below = middle; // In range: between the two.
    else above = middle;
  }
  const [a, b] = [cumulative[below], cumulative[above]] as [number, number];
  return (below + (b > a ? (share - a) / (b - a) : 0)) * STEP;
}

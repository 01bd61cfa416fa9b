/**
 * Gaussian random fields, the usual model of density and turbulence: white noise whose Fourier modes are scaled so
 * that the power of the wave number k is proportional to k^−slope. Fields are periodic. Each is a function of
 * (seed, index) and is made when it is first read.
 */
import type { Dataset } from '@ganport/core';
import { checkRead, fillNormal, fourier2d, keyed, waveLength } from '@ganport/core/internal';
import { fromBytes, toBytes } from '../imaging/eight-bit.ts';
import { refuseImageOptions, type DatasetOptions } from './options.ts';
import { parseSpec } from './spec-settings.ts';

const MOST_FIELDS = 100_000;
const USUAL_FIELDS = 4000;
const [LEAST_SIDE, MOST_SIDE] = [8, 256];
/** The standard deviation of the values, so that one in 15,000 is cut off at −1 or 1. */
const STDDEV = 0.25;

export interface FieldSet {
  readonly count: number;
  readonly seed: number;
  readonly side: number;
  /** The power is proportional to k^−slope. */
  readonly slope: number;
}

/**
 * Parses `fields` or `fields:count=4000,seed=1,side=64,slope=3`; undefined for the name of other data.
 *
 * @throws LabError 'bad-argument' with the known settings or values
 */
export function parseFields(spec: string): FieldSet | undefined {
  const settings = parseSpec(spec, 'fields', ['count', 'seed', 'side', 'slope']);
  return (
    settings && {
      count: settings.whole('count', USUAL_FIELDS, 1, MOST_FIELDS),
      seed: settings.whole('seed', 1, 0, 2 ** 32 - 1),
      side: settings.whole('side', 64, LEAST_SIDE, MOST_SIDE),
      slope: settings.whole('slope', 3, 0, 6),
    }
  );
}

/**
 * Opens a set of fields.
 *
 * @returns images [side, side, 1] of mean 0 and standard deviation 0.25, with eight bits a value
 * @throws LabError 'bad-argument' for options of images
 * @example
 * const fields = await openDataset('fields:side=32,slope=2');
 */
export async function loadFields(set: FieldSet, options: DatasetOptions = {}): Promise<Dataset> {
  refuseImageOptions(options, 'fields', 'fields');
  const { count, seed, side, slope } = set;
  const description = {
    name: `fields (Gaussian, power ∝ k^−${slope}, seed ${seed})`,
    shape: [side, side, 1],
    size: count,
    measuredBy: 'spectrum',
  } as const;
  const amplitudes = amplitudesOf(side, slope);
  const made: Uint8Array[] = [];
  return {
    ...description,
    async read(indices, out) {
      checkRead(description, indices, out);
      for (let i = 0; i < indices.length; i++) {
        const index = indices[i] as number; // In range: checkRead has looked.
        made[index] ??= toBytes(fieldOf(seed, index, side, amplitudes));
        out.set(fromBytes(made[index]), i * side * side);
      }
    },
  };
}

/** The factor of each Fourier mode of a field of 1 × variance; the mean has 0. */
function amplitudesOf(side: number, slope: number): Float64Array {
  const powers = Float64Array.from({ length: side * side }, (_, i) =>
    i === 0 ? 0 : waveLength(i, side, side) ** -slope,
  );
  const whole = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => STDDEV * Math.sqrt(power / whole));
}

function fieldOf(
  seed: number,
  index: number,
  side: number,
  amplitudes: Float64Array,
): Float32Array {
  // The real part of a sum over modes with complex normal factors, whose imaginary part is left out.
  const draws = new Float32Array(2 * side * side);
  fillNormal(keyed(seed, 'field', 0, index), draws);
  const real = amplitudes.map((amplitude, i) => amplitude * (draws[2 * i] as number));
  const imaginary = amplitudes.map((amplitude, i) => amplitude * (draws[2 * i + 1] as number));
  fourier2d(real, imaginary, side, side);
  return Float32Array.from(real);
}

/**
 * The metrics of volumes: how the distributions of their observables and their mean profiles differ from real ones,
 * and how much energy they hold for each 1 of what was asked for.
 */
import { sampleLength } from '@ganport/core/internal';
import { wassersteinDistance } from '@ganport/core/metrics';
import { batchesOf } from '../data/subset.ts';
import { volumeColumns } from '../features/volume-observables.ts';
import { kindsInLab } from '../kinds/index.ts';
import { distributionDistances, observed } from './distributions.ts';
import type { Judged, Metric, MetricValues } from './metric.ts';

/** The sum of each volume for each 1 of its energy. */
function responsesOf({ features, samples }: Judged): Float64Array | undefined {
  const energies = samples?.condition?.values;
  if (!energies) return undefined;
  return observed(volumeColumns, features, 0).map((total, i) => total / (energies[i] ?? NaN));
}

function responses(samples: Judged, real: Judged, seed: number): MetricValues {
  const [ours, theirs] = [responsesOf(samples), responsesOf(real)];
  if (!ours || !theirs) return {};
  return { distanceResponse: wassersteinDistance(ours, theirs, seed) };
}

/** The shares of the energy of all volumes in each layer, and in each ring of one cell around the middle. */
async function profilesOf({ samples }: Judged) {
  if (!samples) return undefined;
  const [rows = 0, columns = 0, layers = 0] = samples.shape;
  const length = sampleLength(samples.shape);
  const [middleRow, middleColumn] = [(rows - 1) / 2, (columns - 1) / 2];
  const along = new Float64Array(layers);
  const across = new Float64Array(Math.ceil(Math.hypot(rows, columns) / 2) + 1);
  const { toStored, fromStored } = kindsInLab.volumes;
  for await (const batch of batchesOf(samples, 256)) {
    for (const [i, value] of fromStored(toStored(batch)).entries()) {
      const cell = i % length;
      const row = Math.floor(cell / layers / columns);
      const column = Math.floor(cell / layers) % columns;
      const ring = Math.floor(Math.hypot(row - middleRow, column - middleColumn));
      along[cell % layers] = (along[cell % layers] as number) + value; // In range: both are places.
      across[ring] = (across[ring] as number) + value;
    }
  }
  return { along: shares(along), across: shares(across) };
}

function shares(sums: Float64Array): Float64Array {
  const total = sums.reduce((a, b) => a + b, 0);
  return total > 0 ? sums.map((sum) => sum / total) : sums;
}

async function profiles(samples: Judged, real: Judged): Promise<MetricValues> {
  const [ours, theirs] = [await profilesOf(samples), await profilesOf(real)];
  if (!ours || !theirs) return {};
  return {
    profileDepth: elsewhere(ours.along, theirs.along),
    profileRadius: elsewhere(ours.across, theirs.across),
  };
}

/** The share of the energy that lies elsewhere: ½ Σ |p − q|. */
function elsewhere(p: Float64Array, q: Float64Array): number {
  return p.reduce((sum, share, i) => sum + Math.abs(share - (q[i] ?? 0)) / 2, 0);
}

export const volumeMetrics = {
  /** Wasserstein distance and histogram χ² of the sum, the depth, the length, the radius and the cells with energy. */
  shower: {
    needs: 'volumeObservables',
    least: () => ({ count: 2, why: 'a distribution' }),
    value: async (samples, reference, _heldOut, { seed }) =>
      distributionDistances(volumeColumns, samples, reference, seed),
    floor: async (reference, heldOut, { seed }) =>
      distributionDistances(volumeColumns, heldOut, reference, seed),
  },
  /** Wasserstein distance of the sums of cells for each 1 of energy. */
  response: {
    needs: 'volumes',
    least: () => ({ count: 2, why: 'a distribution' }),
    value: async (samples, reference, _heldOut, { seed }) => responses(samples, reference, seed),
    floor: async (reference, heldOut, { seed }) => responses(heldOut, reference, seed),
  },
  /** The differences of the mean profiles along and across the beam. */
  profiles: {
    needs: 'volumes',
    least: () => ({ count: 1, why: 'a mean' }),
    value: (samples, reference) => profiles(samples, reference),
    floor: (reference, heldOut) => profiles(heldOut, reference),
  },
} satisfies Readonly<Record<string, Metric>>;

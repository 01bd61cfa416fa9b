/**
 * The metrics of jets: how the distributions of their observables and of their pixels differ from real ones,
 * and how well a small network tells samples from real jets.
 */
import type { Dataset } from '@ganport/core';
import { JET_SCALE } from '@ganport/core/internal';
import { wassersteinDistance } from '@ganport/core/metrics';
import { batchesOf } from '../data/subset.ts';
import { kindsInLab } from '../kinds/index.ts';
import type { Judged, Metric, MetricContext, MetricValues } from './metric.ts';
import { tellingApart, TELLING_BATCH } from './telling-apart.ts';
import { distributionDistances } from './distributions.ts';
import { jetColumns } from '../features/jet-observables.ts';

/** The distance of the distributions of the transverse momenta of all pixels above 0, in GeV. */
async function intensities(samples: Judged, real: Judged, seed: number): Promise<MetricValues> {
  const [ours, theirs] = await Promise.all([momentaOf(samples), momentaOf(real)]);
  // A generator may make nothing but empty jets.
  if (ours.length === 0 || theirs.length === 0) return {};
  return { distanceIntensity: wassersteinDistance(ours, theirs, seed) };
}

async function momentaOf({ samples }: Judged): Promise<Float64Array> {
  const momenta: number[] = [];
  if (!samples) return new Float64Array();
  const { toStored, fromStored } = kindsInLab.jets;
  for await (const batch of batchesOf(samples, 256)) {
    for (const value of fromStored(toStored(batch))) if (value > 0) momenta.push(value * JET_SCALE);
  }
  return Float64Array.from(momenta);
}

async function apart(
  samples: Dataset | undefined,
  real: Dataset | undefined,
  { seed, threads, onProgress }: MetricContext,
): Promise<MetricValues> {
  if (!samples || !real) return {};
  const auc = await tellingApart(samples, real, {
    seed,
    ...(threads !== undefined && { threads }),
    onStep: (step, steps) => onProgress?.('auc: learning to tell apart', step, steps),
  });
  return { auc };
}

export const jetMetrics = {
  /** Wasserstein distance and histogram χ² of mass, transverse momentum, τ₂₁ and the number of pixels. */
  observables: {
    needs: 'observables',
    least: () => ({ count: 2, why: 'a distribution' }),
    value: async (samples, reference, _heldOut, { seed }) =>
      distributionDistances(jetColumns, samples, reference, seed),
    floor: async (reference, heldOut, { seed }) =>
      distributionDistances(jetColumns, heldOut, reference, seed),
  },
  /** Wasserstein distance of the transverse momenta of pixels. */
  intensity: {
    needs: 'jets',
    least: () => ({ count: 2, why: 'a distribution' }),
    value: (samples, reference, _heldOut, { seed }) => intensities(samples, reference, seed),
    floor: (reference, heldOut, { seed }) => intensities(heldOut, reference, seed),
  },
  /** The area under the ROC curve of a network that tells samples from real jets or volumes. */
  auc: {
    needs: 'detector',
    least: () => ({ count: 2 * TELLING_BATCH, why: 'a batch to learn from and one to test on' }),
    value: ({ samples }, reference, _heldOut, context) =>
      apart(samples, reference.samples, context),
    floor: (reference, heldOut, context) => apart(heldOut.samples, reference.samples, context),
  },
} satisfies Readonly<Record<string, Metric>>;

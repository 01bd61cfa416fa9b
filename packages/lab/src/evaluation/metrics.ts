/**
 * The metrics of evaluations. Each entry declares the data and the number of samples that it needs,
 * and computes the value of samples and the floor, the value of real images in their place.
 */
import { CLASSIFIER_BATCH } from '../classifier/train-classifier.ts';
import { NEIGHBORS, SPLITS } from '@ganport/core/internal';
import {
  compareManifolds,
  featureDistance,
  type Features,
  inceptionScore,
  kernelDistance,
  modeCoverage,
  nearestDistance,
  spectrumDistance,
} from '@ganport/core/metrics';
import { LabError } from '../errors.ts';
import { CAS_STEPS, classificationAccuracy } from './classification-accuracy.ts';
import { jetMetrics } from './jet-metrics.ts';
import type { Judged, Metric, MetricContext, MetricValues } from './metric.ts';
import { volumeMetrics } from './volume-metrics.ts';
import type { SampleSet } from './sample-set.ts';

export type { Judged, Metric, MetricContext, MetricValues } from './metric.ts';

/** A metric that compares two sets. */
function ofPairs(
  compare: (samples: SampleSet, real: SampleSet, context: MetricContext) => Promise<MetricValues>,
): Pick<Metric, 'value' | 'floor'> {
  return {
    value: (samples, reference, _heldOut, context) => compare(samples, reference, context),
    floor: (reference, heldOut, context) => compare(heldOut, reference, context),
  };
}

/** A metric of the class probabilities of one set. */
function ofProbabilities(
  compute: (probabilities: Features) => MetricValues,
): Pick<Metric, 'needs' | 'value' | 'floor'> {
  return {
    needs: 'probabilities',
    value: async ({ probabilities }) => compute(present(probabilities)),
    floor: async (_reference, { probabilities }) => compute(present(probabilities)),
  };
}

export const metrics = {
  /** Fréchet distance. */
  fid: {
    least: ({ width }) => ({ count: width + 1, why: `one more than its ${width} features` }),
    ...ofPairs(async (samples, real) => ({
      fid: await featureDistance(samples.features, real.features),
    })),
  },
  /** Inception score. */
  is: {
    least: ({ classes }) => ({
      count: SPLITS * classes,
      why: `as many as there are classes in each of ${SPLITS} splits`,
    }),
    ...ofProbabilities((probabilities) => ({ is: inceptionScore(probabilities) })),
  },
  /** Kernel distance. */
  kid: {
    least: () => ({ count: 2, why: 'its estimate is over pairs' }),
    ...ofPairs(async (samples, real, { seed }) => ({
      kid: await kernelDistance(real.features, samples.features, { seed }),
    })),
  },
  /** Precision, recall, density, coverage. */
  prdc: {
    least: () => ({ count: NEIGHBORS + 1, why: `one and its ${NEIGHBORS} neighbors` }),
    ...ofPairs(async (samples, real) => ({
      ...(await compareManifolds(real.features, samples.features)),
    })),
  },
  /** Mode coverage. */
  modes: {
    least: ({ classes }) => ({ count: classes, why: 'as many as there are classes' }),
    ...ofProbabilities((probabilities) => ({ ...modeCoverage(probabilities) })),
  },
  /** Classification accuracy score. */
  cas: {
    needs: 'labels',
    least: () => ({ count: CLASSIFIER_BATCH, why: 'a batch of the classifier' }),
    value: async (samples, _reference, heldOut, context) => ({
      cas: await accuracy('samples', samples, heldOut, context),
    }),
    floor: async (reference, heldOut, context) => ({
      cas: await accuracy('real images', reference, heldOut, context),
    }),
  },
  /** The distance of each sample's features to those of the nearest real sample, against memorizing. */
  nearest: {
    least: () => ({ count: 2, why: 'one to compare with' }),
    ...ofPairs(async (samples, real) => ({
      nearest: await nearestDistance(samples.features, real.features),
    })),
  },
  /** The distance of the mean power spectra. */
  spectrum: {
    needs: 'spectrum',
    least: () => ({ count: 2, why: 'a mean' }),
    ...ofPairs(async (samples, real, { seed }) => ({
      spectrum: spectrumDistance(samples.features, real.features, seed),
    })),
  },
  ...jetMetrics,
  ...volumeMetrics,
} satisfies Readonly<Record<string, Metric>>;

export type MetricName = keyof typeof metrics;
export const metricNames = Object.keys(metrics) as readonly MetricName[];

function accuracy(
  what: string,
  { samples: train }: Judged,
  { samples: test }: Judged,
  { seed, threads, onProgress }: MetricContext,
): Promise<number> {
  return classificationAccuracy(present(train), present(test), {
    seed,
    steps: CAS_STEPS,
    ...(threads !== undefined && { threads }),
    onStep: (step) => onProgress?.(`cas: learning from ${what}`, step, CAS_STEPS),
  });
}

/** Unwraps data that evaluate has checked before. */
function present<T>(value: T | undefined): T {
  if (value === undefined)
    throw new LabError('bad-argument', 'a metric needs data that are missing');
  return value;
}

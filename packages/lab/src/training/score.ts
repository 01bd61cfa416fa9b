/**
 * The scores of a run while it trains, by the evaluation of `ganport evaluate` with 2,000 samples: FID,
 * or KID where the data are too few for it, and the inception score where the extractor classifies.
 */
import type { NodeSessionOptions } from '@ganport/runtime/node';
import {
  type Batches,
  type Measurements,
  type Monitor,
  type Plan,
  type RunView,
  taskOf,
  type TrainConfig,
} from '@ganport/core';
import { drawFromNoise } from '@ganport/core/internal';
import type { Spread } from '@ganport/core/metrics';
import { datasetOptions } from '../data/options.ts';
import { readSamples } from '../data/subset.ts';
import { LabError } from '../errors.ts';
import { tooFewFor } from '../evaluation/choose-metrics.ts';
import { defaultExtractor, openDefaultExtractor } from '../evaluation/default-extractor.ts';
import { evaluate } from '../evaluation/evaluate.ts';
import type { MetricName } from '../evaluation/metrics.ts';
import { kindsInLab } from '../kinds/index.ts';
import { openRealData, type RealData } from '../evaluation/real-data.ts';
import type { Samples } from '../evaluation/samples.ts';
import { openExtractor } from '../features/extractor.ts';
import type { Extractor } from '../features/interface.ts';

/** The samples of each set; more for an extractor with as many features. */
const SCORED = 2000;

/** One thread, since the training uses the others. */
export const besideTraining: NodeSessionOptions = { providers: ['cpu'], threads: 1 };

/**
 * Checks that a run can be scored, before it starts.
 *
 * @param samples the kind and the shape of its samples
 * @throws LabError 'bad-argument' for a task or images without an extractor, 'not-found' where the
 * default extractor is not in the cache
 */
export function checkScorable(
  { variant, config }: Plan,
  samples: Pick<Batches, 'kind' | 'shape' | 'facts'>,
): void {
  const { what, takes } = kindsInLab[samples.kind].drawn;
  if (taskOf({ variant }).data !== 'samples' || !takes(samples.shape, samples.facts)) {
    const message = `evaluateEvery: scores are of ${what} from noise; leave it out`;
    throw new LabError('bad-argument', message);
  }
  if (config.features === undefined) defaultExtractor(samples);
}

/**
 * Opens the monitor of the scores.
 *
 * @param session how and where the session of a user's extractor computes
 * @throws LabError as checkScorable, openRealData and openExtractor
 */
export async function openScore(
  view: RunView,
  config: TrainConfig,
  session: NodeSessionOptions = {},
): Promise<Monitor> {
  const { seed, features } = config;
  const { kind } = view.batches;
  const { variant } = view;
  const real = await openRealData(config.data, { seed, ...datasetOptions({ config, variant }) });
  const extractor =
    features === undefined
      ? await openDefaultExtractor(view.batches, besideTraining)
      : await openExtractor(features, { kind, ...session, ...besideTraining });
  try {
    const samples = samplesOf(view);
    const { count, metrics } = await scoresOf(extractor, real);
    return {
      async measure(): Promise<Measurements> {
        const { values } = await evaluate({ samples, real, extractor, seed, count, metrics });
        const numbers = Object.entries(values).map(([name, value]: [string, number | Spread]) => [
          name,
          typeof value === 'number' ? value : value.mean,
        ]);
        return Object.fromEntries(numbers) as Measurements;
      },
      dispose: () => extractor.dispose(),
    };
  } catch (thrown) {
    await extractor.dispose();
    throw thrown;
  }
}

/** What is measured, and of how many samples, by the sizes of the extractor's outputs. */
async function scoresOf(
  extractor: Extractor,
  { reference, heldOut }: RealData,
): Promise<{ count: number; metrics: readonly MetricName[] }> {
  const first = await readSamples(reference, Int32Array.of(0));
  const { features, probabilities } = await extractor.extract(first, reference.shape);
  const sizes = { width: features.width, classes: probabilities?.width ?? 1 };
  const wanted = Math.max(SCORED, sizes.width + 1);
  const count = Math.min(wanted, reference.size, heldOut.size);
  const fits = (name: MetricName) => tooFewFor([name], count, sizes).length === 0;
  const distance: MetricName = fits('fid') ? 'fid' : 'kid';
  return { count, metrics: probabilities && fits('is') ? [distance, 'is'] : [distance] };
}

function samplesOf(view: RunView): Samples {
  return {
    name: 'the generator',
    kind: view.batches.kind,
    shape: view.batches.shape,
    available: Infinity,
    draw: (count) => drawFromNoise(view, count),
  };
}

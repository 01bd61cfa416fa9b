/**
 * The scores of a run on digits while it trains in a page: FID and the inception score of 2,000 samples, by the
 * same classifier, the same real digits and the same noise as `ganport train --evaluate-every`.
 */
import type { Dataset, Instrument, RunView } from '@ganport/core';
import { drawFromNoise, joinFeatures, keyed, sampleLength, shuffle } from '@ganport/core/internal';
import { featureDistance, inceptionScore, type Features } from '@ganport/core/metrics';
import type { DigitClassifier } from './digit-classifier.ts';

/** The samples of each set. */
const SCORED = 2000;

export interface DigitScoreOptions {
  readonly every: number;
  readonly seed: number;
  readonly dataset: Dataset;
  readonly open: () => Promise<DigitClassifier>;
}

export function digitScore(
  view: RunView,
  { every, seed, dataset, open }: DigitScoreOptions,
): Instrument {
  return {
    every,
    async open() {
      const classifier = await open();
      const order = shuffle(keyed(seed, 'reference'), dataset.size).subarray(0, SCORED);
      const images = new Float32Array(order.length * sampleLength(dataset.shape));
      await dataset.read(order, images);
      const { features: real } = await classifier.classify(images);
      return {
        async measure() {
          const features: Features[] = [];
          const probabilities: Features[] = [];
          for await (const samples of drawFromNoise(view, SCORED)) {
            const judged = await classifier.classify(asStored(samples));
            features.push(judged.features);
            probabilities.push(judged.probabilities);
          }
          return {
            fid: await featureDistance(joinFeatures(features), real),
            is: inceptionScore(joinFeatures(probabilities)).mean,
          };
        },
        dispose: () => classifier.dispose(),
      };
    },
  };
}

/** Samples as image files have them, so that a run and a folder of its images get the same numbers. */
function asStored(samples: Float32Array): Float32Array {
  // It rounds and cuts off by itself.
  const bytes = Uint8ClampedArray.from(samples, (value) => (value + 1) * 127.5);
  return Float32Array.from(bytes, (byte) => byte / 127.5 - 1);
}

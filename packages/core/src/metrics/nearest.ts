/**
 * The distance to the nearest real sample, against memorizing: samples that are copies of real ones are
 * nearer than held-out real samples are.
 */
import { eachRowOfDistances } from './distances.ts';
import type { Features } from './features.ts';
import { withProducts } from './products.ts';

/**
 * The mean Euclidean distance of the features of samples to those of the nearest real sample.
 *
 * @throws CoreError 'data-mismatch' when the widths differ
 * @example
 * const distance = await nearestDistance(generatedFeatures, realFeatures);
 */
export async function nearestDistance(samples: Features, real: Features): Promise<number> {
  return withProducts(async (products) => {
    let sum = 0;
    await eachRowOfDistances(products, samples, real, (_row, squared) => {
      sum += Math.sqrt(squared.reduce((least, distance) => Math.min(least, distance), Infinity));
    });
    return sum / samples.count;
  });
}

/** The diversity of samples, which decreases when a generator collapses. */
import { eachRowOfDistances } from './distances.ts';
import type { Features } from './features.ts';
import { withProducts } from './products.ts';

/**
 * The mean Euclidean distance over all pairs of different samples, in the units of the features; 0 for
 * fewer than two samples. The samples may also be the pixels of images.
 *
 * @example
 * const diversity = await meanPairwiseDistance(asFeatures(images.data, 28 * 28));
 */
export async function meanPairwiseDistance(samples: Features): Promise<number> {
  const { count } = samples;
  if (count < 2) return 0;
  let total = 0;
  await withProducts((products) =>
    eachRowOfDistances(products, samples, samples, (i, squared) => {
      for (let j = 0; j < i; j++) total += Math.sqrt(squared[j] as number); // In range: j < count.
    }),
  );
  return (2 * total) / (count * (count - 1));
}

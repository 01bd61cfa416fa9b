/**
 * Precision and recall (Kynkäänniemi et al. 2019), density and coverage (Naeem et al. 2020): how two sets
 * of features cover each other. A sample covers the ball around it that reaches to its k-th nearest
 * neighbor of its own set. Loops run over typed arrays with indices below their lengths, hence the
 * casts.
 */
import { eachRowOfDistances } from './distances.ts';
import type { Features } from './features.ts';
import { withProducts, type Products } from './products.ts';

/** k: the neighbor, not counting the sample itself, to which the ball of a sample reaches. */
export const NEIGHBORS = 5;

/** How two sets of features cover each other. */
export interface Manifold {
  /** The share of generated samples that are in the ball of a real sample. */
  readonly precision: number;
  /** The share of real samples that are in the ball of a generated sample. */
  readonly recall: number;
  /** The mean number of real balls that contain a generated sample, divided by k; about 1 for real samples. */
  readonly density: number;
  /** The share of real samples whose ball contains a generated sample. */
  readonly coverage: number;
}

/**
 * Precision, recall, density and coverage, with k = 5.
 *
 * @throws CoreError 'data-mismatch' when the widths differ
 * @example
 * const { precision, recall } = await compareManifolds(realFeatures, generatedFeatures);
 */
export async function compareManifolds(real: Features, generated: Features): Promise<Manifold> {
  return withProducts(async (products) => {
    const realRadii = await squaredRadii(products, real);
    const generatedRadii = await squaredRadii(products, generated);
    const precise = new Uint8Array(generated.count);
    let pairs = 0;
    let recalled = 0;
    let covered = 0;
    await eachRowOfDistances(products, real, generated, (i, squared) => {
      const radius = realRadii[i] as number;
      let inBall = 0;
      let inGenerated = false;
      for (let j = 0; j < squared.length; j++) {
        const distance = squared[j] as number;
        if (distance < radius) {
          inBall += 1;
          precise[j] = 1;
        }
        if (distance < (generatedRadii[j] as number)) inGenerated = true;
      }
      pairs += inBall;
      if (inBall > 0) covered += 1;
      if (inGenerated) recalled += 1;
    });
    return {
      precision: precise.reduce((sum, hit) => sum + hit, 0) / generated.count,
      recall: recalled / real.count,
      density: pairs / (NEIGHBORS * generated.count),
      coverage: covered / real.count,
    };
  });
}

/** The squared distance of each sample to its k-th nearest neighbor. */
async function squaredRadii(products: Products, features: Features): Promise<Float64Array> {
  const radii = new Float64Array(features.count);
  await eachRowOfDistances(products, features, features, (i, squared) => {
    squared[i] = Infinity; // A sample is not its own neighbor.
    radii[i] = kthSmallest(squared, NEIGHBORS);
  });
  return radii;
}

/** The k-th smallest value, by insertion into the k smallest so far, which few values reach. */
function kthSmallest(values: Float64Array, k: number): number {
  const smallest = new Float64Array(k).fill(Infinity);
  let largest = Infinity;
  for (let j = 0; j < values.length; j++) {
    const value = values[j] as number;
    if (value >= largest) continue;
    let at = k - 1;
    while (at > 0 && (smallest[at - 1] as number) > value) {
      smallest[at] = smallest[at - 1] as number;
      at -= 1;
    }
    smallest[at] = value;
    largest = smallest[k - 1] as number;
  }
  return largest;
}

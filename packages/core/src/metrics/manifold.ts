/**
 * Precision, recall (Kynkäänniemi et al. 2019), density and coverage (Naeem et al. 2020): how two
 * sets of features cover each other, where each sample covers the ball up to its k-th neighbor
 * among its own kind.
 */
import { eachRowOfDistances } from './distances.ts';
import type { Features } from './features.ts';
import { withProducts, type Products } from './products.ts';

/** Neighbors that make a sample's ball, itself not counted. */
export const NEIGHBORS = 5;

export interface Manifold {
  /** The share of generated samples that lie in a real sample's ball. */
  readonly precision: number;
  /** The share of real samples that lie in a generated sample's ball. */
  readonly recall: number;
  /** In how many real balls a generated sample lies, as a multiple of k; 1 is what real ones have. */
  readonly density: number;
  /** The share of real samples whose ball holds a generated one. */
  readonly coverage: number;
}

/** @throws CoreError 'data-mismatch' when the widths differ */
export async function compareManifolds(real: Features, generated: Features): Promise<Manifold> {
  return withProducts(async (products) => {
    const realRadii = await squaredRadii(products, real);
    const generatedRadii = await squaredRadii(products, generated);
    const precise = new Uint8Array(generated.count);
    let pairs = 0;
    let recalled = 0;
    let covered = 0;
    await eachRowOfDistances(products, real, generated, (i, squared) => {
      const radius = realRadii[i] as number; // In range, as all indices here.
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

/** The squared distance of each sample to its k-th neighbor. */
async function squaredRadii(products: Products, features: Features): Promise<Float64Array> {
  const radii = new Float64Array(features.count);
  await eachRowOfDistances(products, features, features, (i, squared) => {
    squared[i] = Infinity; // It is no neighbor of itself.
    radii[i] = kthSmallest(squared, NEIGHBORS);
  });
  return radii;
}

/** By insertion into the k smallest so far; nearly every value is passed over at once. */
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

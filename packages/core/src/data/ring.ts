/**
 * Eight Gaussians on a circle, the smallest data on which a GAN collapses. A point is an image of
 * 1 × 1 × 2: its coordinates are the channels. The points do not depend on the seed of a run.
 */
import { fillNormal } from '../random/normal.ts';
import { keyed } from '../random/random-source.ts';
import { checkRead, type Dataset } from './dataset.ts';

/** The Gaussians, in the units of the coordinates, which are in [-1, 1]. */
export const RING = { modes: 8, radius: 0.8, stddev: 0.02 } as const;

const SIZE = 50_000;
/** The seed of the data. */
const SEED = 8;

/** The center of a Gaussian; they are numbered counterclockwise from the right. */
export function ringCenter(mode: number): readonly [x: number, y: number] {
  const angle = (2 * Math.PI * mode) / RING.modes;
  return [RING.radius * Math.cos(angle), RING.radius * Math.sin(angle)];
}

/**
 * The ring of eight Gaussians as a data set: 50,000 points in [-1, 1]², as images of 1 × 1 × 2. The
 * label of a point is the number of its Gaussian.
 *
 * @example
 * const batches = imageBatches(createRing(), plan.config, plan.variant);
 */
export function createRing(): Dataset {
  const points = new Float32Array(2 * SIZE);
  fillNormal(keyed(SEED, 'ring'), points, 0, RING.stddev);
  const labels = Int32Array.from({ length: SIZE }, (_, i) => i % RING.modes);
  for (const [i, mode] of labels.entries()) {
    const [x, y] = ringCenter(mode);
    points[2 * i] = (points[2 * i] as number) + x; // In range, as all indices in this file.
    points[2 * i + 1] = (points[2 * i + 1] as number) + y;
  }
  const description = {
    name: 'ring of 8 Gaussians',
    kind: 'points',
    shape: [1, 1, 2],
    size: SIZE,
    labels,
    classes: Array.from({ length: RING.modes }, (_, i) => String(i)),
  } as const;
  return {
    ...description,
    async read(indices, out) {
      checkRead(description, indices, out);
      for (let i = 0; i < indices.length; i++) {
        const from = 2 * (indices[i] as number);
        out.set(points.subarray(from, from + 2), 2 * i);
      }
    },
  };
}

/** A point belongs to a Gaussian within this many standard deviations, as in the literature. */
const REACH = 3;

/** The Gaussian of each point, -1 for none. @param points x and y, [count, 2] */
export function ringModes(points: Float32Array): Int32Array {
  return Int32Array.from({ length: points.length / 2 }, (_, i) => {
    const x = points[2 * i] ?? NaN;
    const y = points[2 * i + 1] ?? NaN;
    for (let mode = 0; mode < RING.modes; mode++) {
      const [centerX, centerY] = ringCenter(mode);
      if (Math.hypot(x - centerX, y - centerY) <= REACH * RING.stddev) return mode;
    }
    return -1;
  });
}

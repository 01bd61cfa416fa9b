/**
 * Eight Gaussians on a circle, the smallest data on which a GAN collapses, as images of 1 × 1 × 2: a
 * point's coordinates are its channels. The points are the same for every run, whatever its seed.
 */
import { CoreError } from '../errors.ts';
import { fillNormal } from '../random/normal.ts';
import { keyed } from '../random/random-source.ts';
import { checkRead, type Dataset } from './dataset.ts';
import type { DatasetOptions } from './options.ts';

/** Where the Gaussians are, in the units of the coordinates, which lie in [-1, 1]. */
export const RING = { modes: 8, radius: 0.8, stddev: 0.02 } as const;

const SIZE = 50_000;
/** Of the data, not of a run. */
const SEED = 8;

/** The centre of a Gaussian, counted counter-clockwise from the right. */
export function ringCentre(mode: number): readonly [x: number, y: number] {
  const angle = (2 * Math.PI * mode) / RING.modes;
  return [RING.radius * Math.cos(angle), RING.radius * Math.sin(angle)];
}

/**
 * 50,000 points, the Gaussians in turn; a point's label is its Gaussian.
 *
 * @throws CoreError 'bad-argument' for options that only images have a use for
 */
export async function loadRing(options: DatasetOptions = {}): Promise<Dataset> {
  const [option] = Object.keys(options);
  if (option !== undefined) {
    const message = `ring: ${option} is for images, and these are points; leave it out`;
    throw new CoreError('bad-argument', message);
  }
  const points = new Float32Array(2 * SIZE);
  fillNormal(keyed(SEED, 'ring'), points, 0, RING.stddev);
  const labels = Int32Array.from({ length: SIZE }, (_, i) => i % RING.modes);
  for (const [i, mode] of labels.entries()) {
    const [x, y] = ringCentre(mode);
    points[2 * i] = (points[2 * i] as number) + x; // In range, as all places here.
    points[2 * i + 1] = (points[2 * i + 1] as number) + y;
  }
  const description = {
    name: 'ring of 8 Gaussians',
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

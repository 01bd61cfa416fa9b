/** Points of the plane, as images of 1 × 1 × 2: their coordinates are the channels. */
import { scatter } from '../pictures/scatter.ts';
import { images } from './images.ts';
import type { DataKind } from './kind.ts';

export const points = {
  ...images,
  name: 'points',
  /** Points of each kind: a prime, so that classes that take turns all show. */
  comparison: {
    count: 997,
    /** Real points in gray, generated points in orange. */
    picture: (real, generated) =>
      scatter([
        { data: real, color: [160, 160, 160] },
        { data: generated, color: [234, 88, 12] },
      ]),
  },
} as const satisfies DataKind;

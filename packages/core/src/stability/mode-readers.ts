/**
 * Which mode of its data a sample belongs to, for the data of which ganport knows it: digits by the
 * shipped classifier, points of the ring by the nearest Gaussian.
 */
import { openClassifier } from '../classifier/open-classifier.ts';
import { RING, ringCentre } from '../data/ring.ts';
import { predictedClasses } from '../evaluation/modes.ts';
import type { ImageShape } from '../variants/variant.ts';

export interface ModeReader {
  /** How many modes there are. */
  readonly modes: number;
  /**
   * The mode of each image, -1 for one that belongs to none.
   * @param images [count, …shape] in [-1, 1]
   */
  read(images: Float32Array): Promise<Int32Array>;
  dispose(): Promise<void>;
}

interface Known {
  readonly shape: ImageShape;
  readonly modes: number;
  readonly open: () => Promise<ModeReader>;
}

/** By the data's name; each for one shape of image. */
const readers: ReadonlyMap<string, Known> = new Map<string, Known>([
  ['mnist', { shape: [28, 28, 1], modes: 10, open: () => digitReader(1) }],
  ['stacked-mnist', { shape: [28, 28, 3], modes: 1000, open: () => digitReader(3) }],
  ['ring', { shape: [1, 1, 2], modes: RING.modes, open: async () => ringReader }],
]);

/**
 * The reader for data of a name; undefined where ganport knows no modes of them, or knows more than
 * `most`.
 */
export async function openModeReader(
  data: string,
  shape: ImageShape,
  most = Infinity,
): Promise<ModeReader | undefined> {
  const known = readers.get(data);
  return known && known.shape.join() === shape.join() && known.modes <= most
    ? known.open()
    : undefined;
}

/**
 * How many modes have at least the share `least` of the samples.
 * @param modes the mode of each sample, as a reader gives them
 */
export function modesHit(modes: Int32Array, least: number): number {
  const counts = new Map<number, number>();
  for (const mode of modes) if (mode >= 0) counts.set(mode, (counts.get(mode) ?? 0) + 1);
  return [...counts.values()].filter((count) => count >= least * modes.length).length;
}

/** The digits in the channels, read as one number. */
async function digitReader(channels: 1 | 3): Promise<ModeReader> {
  // Beside a training, which has all other threads.
  const classifier = await openClassifier(undefined, { providers: ['cpu'], threads: 1 });
  return {
    modes: 10 ** channels,
    async read(images) {
      const digits: Int32Array[] = [];
      for (let channel = 0; channel < channels; channel++) {
        const plane = Float32Array.from(
          { length: images.length / channels },
          (_, i) => images[i * channels + channel] ?? NaN,
        );
        digits.push(predictedClasses((await classifier.classify(plane)).probabilities));
      }
      const count = images.length / (784 * channels);
      return Int32Array.from({ length: count }, (_, i) =>
        digits.reduce((number, digit) => 10 * number + (digit[i] ?? NaN), 0),
      );
    },
    dispose: () => classifier.dispose(),
  };
}

/** As in the literature on the ring, a point belongs to a Gaussian within three deviations. */
const REACH = 3;

const ringReader: ModeReader = {
  modes: RING.modes,
  async read(points) {
    return Int32Array.from({ length: points.length / 2 }, (_, i) => {
      const [x, y] = [points[2 * i] ?? NaN, points[2 * i + 1] ?? NaN];
      for (let mode = 0; mode < RING.modes; mode++) {
        const [centreX, centreY] = ringCentre(mode);
        if (Math.hypot(x - centreX, y - centreY) <= REACH * RING.stddev) return mode;
      }
      return -1;
    });
  },
  async dispose() {},
};

/**
 * Assigns samples to the modes of known data: digits by the shipped classifier, points of the ring
 * by the nearest Gaussian.
 */
import type { ImageShape, ModeReader } from '@ganport/core';
import { RING, ringModes } from '@ganport/core/internal';
import { predictedClasses } from '@ganport/core/metrics';
import { openClassifier } from '../classifier/open-classifier.ts';

interface Known {
  readonly shape: ImageShape;
  readonly modes: number;
  readonly open: () => Promise<ModeReader>;
}

/** The readers by the name of the data; each for one shape of image. */
const readers: ReadonlyMap<string, Known> = new Map<string, Known>([
  ['mnist', { shape: [28, 28, 1], modes: 10, open: () => digitReader(1) }],
  ['stacked-mnist', { shape: [28, 28, 3], modes: 1000, open: () => digitReader(3) }],
  ['ring', { shape: [1, 1, 2], modes: RING.modes, open: async () => ringReader }],
]);

/** Opens the reader for named data; undefined where their modes are unknown or more than `most`. */
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

/** Reads the digits of the channels as one number. */
async function digitReader(channels: 1 | 3): Promise<ModeReader> {
  // One thread, since the training uses the others.
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

const ringReader: ModeReader = {
  modes: RING.modes,
  read: async (points) => ringModes(points),
  async dispose() {},
};

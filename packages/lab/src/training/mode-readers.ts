/**
 * Assigns samples to the modes of data: to the classes of a classifier that the user gives, digits by
 * the shipped classifier, points of the ring by the nearest Gaussian.
 */
import type { KindName, ModeReader, SampleShape } from '@ganport/core';
import { RING, ringModes } from '@ganport/core/internal';
import { predictedClasses } from '@ganport/core/metrics';
import type { NodeSessionOptions } from '@ganport/runtime/node';
import { openClassifier } from '../classifier/open-classifier.ts';
import { openExtractor } from '../features/extractor.ts';
import { classNamesOf } from '../models/model-metadata.ts';
import { besideTraining } from './score.ts';

/** The samples whose modes are read. */
interface Samples {
  readonly kind: KindName;
  readonly shape: SampleShape;
}

interface Known {
  readonly shape: SampleShape;
  readonly modes: number;
  readonly open: () => Promise<ModeReader>;
}

/** The readers by the name of the data; each for one shape of sample. */
const readers: ReadonlyMap<string, Known> = new Map<string, Known>([
  ['mnist', { shape: [28, 28, 1], modes: 10, open: () => digitReader(1) }],
  ['stacked-mnist', { shape: [28, 28, 3], modes: 1000, open: () => digitReader(3) }],
  ['ring', { shape: [1, 1, 2], modes: RING.modes, open: async () => ringReader }],
]);

export interface ModeOptions {
  /** The most modes that can be counted. */
  readonly most?: number;
  /** An extractor; where its metadata name classes, they are the modes. */
  readonly features?: string | undefined;
  /** How and where its session computes. */
  readonly session?: NodeSessionOptions | undefined;
}

/**
 * Opens the reader for data; undefined where their modes are unknown or too many.
 *
 * @throws LabError as openExtractor
 */
export async function openModeReader(
  data: string,
  { kind, shape }: Samples,
  { most = Infinity, features, session }: ModeOptions = {},
): Promise<ModeReader | undefined> {
  if (features !== undefined) {
    const reader = await classReader(features, { kind, shape }, { ...session, ...besideTraining });
    if (reader && reader.modes <= most) return reader;
    await reader?.dispose();
  }
  const known = readers.get(data);
  return known && known.shape.join() === shape.join() && known.modes <= most
    ? known.open()
    : undefined;
}

/** Reads the classes of an extractor; undefined where it names none. */
async function classReader(
  path: string,
  { kind, shape }: Samples,
  session: NodeSessionOptions,
): Promise<ModeReader | undefined> {
  const extractor = await openExtractor(path, { kind, ...session });
  const classes = classNamesOf(extractor);
  if (!classes || !extractor.classifies) {
    await extractor.dispose();
    return undefined;
  }
  return {
    modes: classes.length,
    async read(samples) {
      const { probabilities } = await extractor.extract(samples, shape);
      return probabilities ? predictedClasses(probabilities) : new Int32Array();
    },
    dispose: () => extractor.dispose(),
  };
}

/** Reads the digits of the channels as one number. */
async function digitReader(channels: 1 | 3): Promise<ModeReader> {
  const classifier = await openClassifier(undefined, besideTraining);
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

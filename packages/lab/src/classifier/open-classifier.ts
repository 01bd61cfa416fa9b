/**
 * A classifier for images: the one that ganport ships, trained on MNIST, or a file of the user's.
 */
import { fileURLToPath } from 'node:url';
import type { NodeSessionOptions } from '@ganport/runtime/node';
import { LabError } from '../errors.ts';
import { openExtractor } from '../features/extractor.ts';
import type { Extracted } from '../features/interface.ts';
import { classNamesOf } from '../models/model-metadata.ts';
import type { SampleShape } from '@ganport/core';

/** The path of the classifier that ganport ships, trained by `ganport classifier --data mnist`. */
export const shippedClassifier = fileURLToPath(
  new URL('../../assets/mnist-classifier.onnx', import.meta.url),
);

export type Classified = Required<Extracted>;

export interface Classifier {
  readonly name: string;
  readonly sha256: string;
  /** The names of its classes, by number; undefined when its file names none. */
  readonly classes: readonly string[] | undefined;
  /**
   * Features and probabilities of any number of samples, in batches.
   * @param samples [count, …shape] in [-1, 1]
   * @param shape that of a sample; the classifier's own unless given
   */
  classify(samples: Float32Array, shape?: SampleShape): Promise<Classified>;
  dispose(): Promise<void>;
}

/**
 * Opens a classifier.
 *
 * @param file an ONNX file as `ganport classifier` writes; the shipped one unless given
 * @throws LabError 'not-found', 'data-mismatch' when the file is no classifier; RuntimeError
 * @example
 * const classifier = await openClassifier();
 * const { probabilities } = await classifier.classify(digits); // [count, 10]
 */
export async function openClassifier(
  file: string = shippedClassifier,
  options: NodeSessionOptions = {},
): Promise<Classifier> {
  const extractor = await openExtractor(file, options);
  if (!extractor.classifies) {
    await extractor.dispose();
    const message = `${file}: is no classifier: no output is named logits or probabilities and has 2 dimensions; give another file`;
    throw new LabError('data-mismatch', message);
  }
  const { name, sha256, metadata, own } = extractor;
  return {
    name,
    sha256,
    classes: classNamesOf({ metadata }),
    async classify(samples, shape = own) {
      if (!shape) {
        const message = `${file}: takes samples of any size; give the shape of these`;
        throw new LabError('bad-argument', message);
      }
      return (await extractor.extract(samples, shape)) as Classified;
    },
    dispose: () => extractor.dispose(),
  };
}

/** The classifier that decides whether a generated image shows its class. */
import type { NodeSessionOptions } from '@ganport/runtime/node';
import { openClassifier, shippedClassifier } from '../../classifier/open-classifier.ts';
import type { ImageShape } from '@ganport/core/internal';
import { LabError } from '../../errors.ts';

/** Class probabilities of images of one shape. */
export interface ClassProbabilities {
  /**
   * The probability of each class for each image.
   *
   * @param images [count, height, width, channels] in [-1, 1]
   * @returns [count, classes]
   */
  probabilities(images: Float32Array): Promise<Float32Array>;
  dispose(): Promise<void>;
}

const mnistShape = '28,28,1';

/**
 * @param path an ONNX file; ganport's MNIST classifier unless given
 * @param shape the shape of all images
 * @param session how and where a file computes
 * @throws LabError 'not-found' when ganport has no classifier for such images; as openClassifier
 */
export async function openClassProbabilities(
  path: string | undefined,
  shape: ImageShape,
  session: NodeSessionOptions = {},
): Promise<ClassProbabilities> {
  const classifier = await openClassifier(path ?? shippedFor(shape), session);
  return {
    probabilities: async (images) => (await classifier.classify(images, shape)).probabilities.data,
    dispose: () => classifier.dispose(),
  };
}

function shippedFor(shape: ImageShape): string {
  if (shape.join() === mnistShape) return shippedClassifier;
  const message = `ganport has no classifier for images of ${shape.join(' × ')}; give --classifier, or --min-confidence 0`;
  throw new LabError('not-found', message);
}

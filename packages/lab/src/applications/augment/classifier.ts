/** What says how sure one may be that a generated image shows its class. */
import { openClassifier, shippedClassifier } from '../../classifier/open-classifier.ts';
import type { Shape } from '@ganport/core/internal';
import { LabError } from '../../errors.ts';

export interface Judge {
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
 * @param path an ONNX file; without one, the classifier of MNIST that comes with ganport
 * @param shape of the images that it will see
 * @throws LabError 'not-found' when there is none for such images; as openClassifier
 */
export async function openJudge(path: string | undefined, shape: Shape): Promise<Judge> {
  const classifier = await openClassifier(path ?? shippedFor(shape));
  return {
    probabilities: async (images) => (await classifier.classify(images, shape)).probabilities.data,
    dispose: () => classifier.dispose(),
  };
}

function shippedFor(shape: Shape): string {
  if (shape.join() === mnistShape) return shippedClassifier;
  const message = `no classifier of images of ${shape.join(' × ')} comes with ganport; give one, or ask for no confidence (0)`;
  throw new LabError('not-found', message);
}

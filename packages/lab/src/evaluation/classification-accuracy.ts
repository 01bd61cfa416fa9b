/**
 * Classification accuracy score (Ravuri & Vinyals 2019): the accuracy on real images of a
 * classifier that is trained on samples alone. It falls when classes are missing, mixed up or not
 * diverse.
 */
import { asLabeled, type Labeled } from '../classifier/labeled.ts';
import { exportClassifier } from '../classifier/export-classifier.ts';
import { trainClassifier, type ClassifierTraining } from '../classifier/train-classifier.ts';
import type { Dataset } from '@ganport/core';
import { LabError } from '../errors.ts';

/** Training steps of 128 images, enough for ten thousand MNIST digits. */
export const CAS_STEPS = 500;

export interface AccuracySettings extends Pick<ClassifierTraining, 'seed' | 'threads' | 'onStep'> {
  readonly steps: number;
}

/**
 * Trains on samples and measures on real images.
 *
 * @param samples the training data
 * @param real the test data; its classes are those of the samples, by number
 * @returns the share of `real` that is classified correctly
 * @throws LabError 'data-mismatch' when either has no labels, or the shapes differ
 */
export async function classificationAccuracy(
  samples: Dataset,
  real: Dataset,
  settings: AccuracySettings,
): Promise<number> {
  const [train, test] = [asLabeled(samples), asLabeled(real)];
  checkAlike(train, test);
  const model = await trainClassifier(train, {
    steps: settings.steps,
    seed: settings.seed,
    ...(settings.threads !== undefined && { threads: settings.threads }),
    ...(settings.onStep && { onStep: settings.onStep }),
  });
  try {
    return (await exportClassifier(model, test)).accuracy;
  } finally {
    model.dispose();
  }
}

function checkAlike(train: Labeled, test: Labeled): void {
  const shapes = [train, test].map(({ shape }) => shape.join(' × '));
  if (shapes[0] !== shapes[1]) {
    const message = `cas: ${train.name} has images of ${shapes[0]}, ${test.name} of ${shapes[1]}; give images of one size`;
    throw new LabError('data-mismatch', message);
  }
  if (train.classes.length === test.classes.length) return;
  const message = `cas: ${train.name} has ${train.classes.length} classes, ${test.name} has ${test.classes.length}; give data with the same classes`;
  throw new LabError('data-mismatch', message);
}

/** A data set with a class for every image, for the training and the test of a classifier. */
import type { Dataset } from '@ganport/core';
import { LabError } from '../errors.ts';

export interface Labeled extends Dataset {
  readonly labels: Int32Array;
  readonly classes: readonly string[];
}

/**
 * Checks that a data set has labels.
 *
 * @throws LabError 'data-mismatch' when it has no labels or one class only
 * @example
 * const pets = asLabeled(await openDataset('pets/'));
 */
export function asLabeled(dataset: Dataset): Labeled {
  const { labels, classes } = dataset;
  if (!labels || !classes) {
    const message = `${dataset.name}: has no labels; give IDX files with labels, or a folder with a subfolder for each class`;
    throw new LabError('data-mismatch', message);
  }
  if (classes.length < 2) {
    const message = `${dataset.name}: has one class only; give data with two or more classes`;
    throw new LabError('data-mismatch', message);
  }
  return { ...dataset, labels, classes };
}

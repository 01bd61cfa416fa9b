/** Data that a classifier can be trained or tested on: every image with its class. */
import type { Dataset } from '@ganport/core';
import { LabError } from '../errors.ts';

export interface Labelled extends Dataset {
  readonly labels: Int32Array;
  readonly classes: readonly string[];
}

/** @throws LabError 'data-mismatch' when the data have no labels, or one class only */
export function asLabelled(dataset: Dataset): Labelled {
  const { labels, classes } = dataset;
  if (!labels || !classes) {
    const message = `${dataset.name}: has no labels; give IDX files with labels, or a folder with a subfolder for each class`;
    throw new LabError('data-mismatch', message);
  }
  if (classes.length < 2) {
    const message = `${dataset.name}: has one class only; there is nothing to tell apart`;
    throw new LabError('data-mismatch', message);
  }
  return { ...dataset, labels, classes };
}

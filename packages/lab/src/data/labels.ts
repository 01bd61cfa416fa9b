/** Numeric labels, whose classes have the numbers as names. */
import { limits } from '@ganport/core/internal';
import { LabError } from '../errors.ts';

/**
 * The labels with the classes 0 to the highest label.
 *
 * @throws LabError 'data-mismatch' for a label below 0 or above the limit of classes
 */
export function numberedClasses(labels: Int32Array, file: string) {
  const highest = labels.reduce((a, b) => Math.max(a, b), 0);
  const negative = labels.find((label) => label < 0);
  if (negative !== undefined) {
    throw new LabError('data-mismatch', `${file}: has the label ${negative}; labels start at 0`);
  }
  if (highest >= limits.classes) {
    const message = `${file}: has the label ${highest}; labels are below ${limits.classes}, number the classes from 0`;
    throw new LabError('data-mismatch', message);
  }
  return { labels, classes: Array.from({ length: highest + 1 }, (_, i) => String(i)) };
}

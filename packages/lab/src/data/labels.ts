/** Numeric labels, whose classes have the numbers as names. */
import { LabError } from '../errors.ts';

/**
 * The labels with the classes 0 to the highest label.
 *
 * @throws LabError 'data-mismatch' for a label below 0
 */
export function numberedClasses(labels: Int32Array, file: string) {
  const highest = labels.reduce((a, b) => Math.max(a, b), 0);
  const negative = labels.find((label) => label < 0);
  if (negative !== undefined) {
    throw new LabError('data-mismatch', `${file}: has the label ${negative}; labels start at 0`);
  }
  return { labels, classes: Array.from({ length: highest + 1 }, (_, i) => String(i)) };
}

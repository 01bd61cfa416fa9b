/** The classes that a user wants images of, as the numbers that a generator is told. */
import { LabError } from '../../errors.ts';
import type { NoiseGenerator } from './noise-generator.ts';

type Told = Pick<NoiseGenerator, 'path' | 'isConditional' | 'classes'>;

/**
 * @param names of classes; all when left out
 * @returns their numbers; undefined for a generator that is not told any
 * @throws LabError 'data-mismatch' for names that the generator does not have, or names where it has
 * no classes, or none where it does not say which it has
 */
export function wantedClasses(
  { path, isConditional, classes }: Told,
  names?: readonly string[],
): number[] | undefined {
  if (!isConditional) {
    if (names === undefined) return undefined;
    throw refused(path, `labels: is not told any, it draws what it likes; leave them out`);
  }
  if (names === undefined) {
    if (classes) return classes.map((_, i) => i);
    throw refused(path, 'does not name its classes (metadata ganport.classes); say which labels');
  }
  return names.map((name) => {
    const number = classes ? classes.indexOf(name) : Number(name);
    // A file that names no classes has numbers, and does not say how many.
    if (number >= 0 && Number.isInteger(number)) return number;
    const known = classes ? `has ${listed(classes)}` : 'has numbered classes';
    throw refused(path, `labels: there is no class '${name}'; it ${known}`);
  });
}

/** The first of many, so that the line stays one. */
function listed(classes: readonly string[]): string {
  return classes.length > 20
    ? `${classes.slice(0, 3).join(', ')}, … ${classes.at(-1)}`
    : classes.join(', ');
}

function refused(path: string, reason: string): LabError {
  return new LabError('data-mismatch', `${path}: ${reason}`);
}

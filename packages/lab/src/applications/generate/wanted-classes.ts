/** The classes that a user asks for, by name, as the numbers of a generator's label input. */
import { LabError } from '../../errors.ts';
import type { NoiseGenerator } from './noise-generator.ts';

type Labeled = Pick<NoiseGenerator, 'path' | 'isConditional' | 'classes'>;

/**
 * @param names the names of classes; all classes unless given
 * @returns their numbers; undefined for a generator without a label input
 * @throws LabError 'data-mismatch' for a class that the generator does not have, for names where it
 * has no label input, and without names where its file names no classes
 */
export function wantedClasses(
  { path, isConditional, classes }: Labeled,
  names?: readonly string[],
): number[] | undefined {
  if (!isConditional) {
    if (names === undefined) return undefined;
    throw refused(path, 'has no input for labels; leave --labels out');
  }
  if (names === undefined) {
    if (classes) return classes.map((_, i) => i);
    throw refused(
      path,
      'names no classes (metadata ganport.classes); give --labels with their numbers',
    );
  }
  return names.map((name) => {
    const number = classes ? classes.indexOf(name) : Number(name);
    // Without names, classes are numbers, and their count is unknown.
    if (number >= 0 && Number.isInteger(number)) return number;
    const known = classes ? `has ${listed(classes)}` : 'has numbered classes';
    throw refused(path, `--labels: there is no class '${name}'; it ${known}`);
  });
}

/** The names, or the first three and the last of many. */
function listed(classes: readonly string[]): string {
  return classes.length > 20
    ? `${classes.slice(0, 3).join(', ')}, … ${classes.at(-1)}`
    : classes.join(', ');
}

function refused(path: string, reason: string): LabError {
  return new LabError('data-mismatch', `${path}: ${reason}`);
}

/** The classes that a user asks for, by name or number, as the numbers of a generator's label input. */
import { closest, distance } from 'fastest-levenshtein';
import { LabError } from '../../errors.ts';
import type { NoiseGenerator } from './noise-generator.ts';

type Labeled = Pick<NoiseGenerator, 'path' | 'isConditional' | 'classes'>;

/**
 * @param names the names of classes, or their numbers; all classes unless given. A word that is a name is
 * that class, even if it is a number
 * @returns their numbers, each once; undefined for a generator without a label input
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
  const numbers = names.map((name) => {
    const number = classNumber(name, classes);
    if (number !== undefined) return number;
    throw refused(path, `--labels: ${noSuchClass(name, classes)}`);
  });
  return [...new Set(numbers)];
}

/**
 * The number of the class that a word names, or is.
 *
 * @param classes the names of the classes; without them, the number of classes is unknown
 */
export function classNumber(word: string, classes?: readonly string[]): number | undefined {
  const number = classes?.includes(word) ? classes.indexOf(word) : numberOf(word);
  return number < (classes?.length ?? Infinity) ? number : undefined;
}

/** What a message says of a word that is no class: the classes, and one that may be meant. */
export function noSuchClass(word: string, classes?: readonly string[]): string {
  const known = classes ? `${listed(classes)}${suggestion(word, classes)}` : 'numbered classes';
  return `there is no class '${word}'; it has ${known}`;
}

/** The number that a word is; NaN for any other word. */
function numberOf(word: string): number {
  return /^\d+$/.test(word) ? Number(word) : NaN;
}

/** A class whose name differs in a few letters, or in case alone. */
function suggestion(word: string, classes: readonly string[]): string {
  const lower = word.toLowerCase();
  const same = classes.find((name) => name.toLowerCase() === lower);
  const near = same ?? closest(word, classes);
  const isNear = same !== undefined || distance(word, near) <= Math.max(1, word.length / 2);
  return isNear ? `. Did you mean '${near}'?` : '';
}

/** The names, or the first three and the last of many; names that are the numbers are not listed. */
function listed(classes: readonly string[]): string {
  if (classes.every((name, i) => name === String(i)))
    return `the classes 0 to ${classes.length - 1}`;
  return classes.length > 20
    ? `${classes.slice(0, 3).join(', ')}, … ${classes.at(-1)}`
    : classes.join(', ');
}

function refused(path: string, reason: string): LabError {
  return new LabError('data-mismatch', `${path}: ${reason}`);
}

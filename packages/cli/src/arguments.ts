/** The command line's text as values. A wrong value is a usage error, before anything is read. */
import { InvalidArgumentError } from '@commander-js/extra-typings';

/** A parser of whole numbers in [min, max]. */
export function wholeNumber(min: number, max = 2 ** 31): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    const range = max < 2 ** 31 ? `from ${min} to ${max}` : `of at least ${min}`;
    throw new InvalidArgumentError(`It must be a whole number ${range}`);
  };
}

/** The flag of the limit of data files, for `option(...)`. */
export const maxDataBytes = [
  '--max-data-bytes <n>',
  'the most bytes of a data file, unpacked; an image may have a pixel for 16 of them (default: 1 GiB)',
  wholeNumber(1, 2 ** 40),
] as const;

/** Seeds are the integers that JavaScript's numbers hold exactly. */
export const seed = (text: string): number => {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new InvalidArgumentError('It must be a whole number from 0 to 2^53 - 1');
};

/** A parser of numbers in [min, max]. */
export function number(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value >= min && value <= max && Number.isFinite(value)) return value;
    const range = max === Infinity ? `of at least ${min}` : `from ${min} to ${max}`;
    throw new InvalidArgumentError(`It must be a number ${range}`);
  };
}

/** A parser of numbers in (bound, max]. */
export function above(bound: number, max = Infinity): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value > bound && value <= max && Number.isFinite(value)) return value;
    const limit = max === Infinity ? '' : ` and at most ${max}`;
    throw new InvalidArgumentError(`It must be a number above ${bound}${limit}`);
  };
}

/** A parser of numbers in [min, bound). */
export function below(min: number, bound: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value >= min && value < bound) return value;
    throw new InvalidArgumentError(`It must be a number of at least ${min} and below ${bound}`);
  };
}

export const positiveNumber = above(0);

/** A parser of lists such as `cpu,webgpu` whose items must be known. */
export function listOf<T extends string>(known: readonly T[]): (text: string) => T[] {
  return (text) =>
    text.split(',').map((word) => {
      const item = known.find((name) => name === word.trim());
      if (item) return item;
      throw new InvalidArgumentError(`It must be a list of ${known.join(', ')}`);
    });
}

/** A parser of lists of numbers above 0. */
export function listOfNumbers(text: string): number[] {
  return text.split(',').map((word) => positiveNumber(word));
}

export type Shapes = Readonly<Record<string, readonly (number | string)[]>>;

/**
 * `input=1,12,16,3`, added to the shapes before it. A word in place of a number leaves a size open.
 */
export function addShape(text: string, before: Shapes = {}): Shapes {
  const [, name = '', sizes = ''] = /^(.+)=([^=]*)$/.exec(text) ?? [];
  const dims = sizes === '' ? [] : sizes.split(',').map((word) => size(word.trim()));
  if (name === '' || dims.includes(undefined)) {
    throw new InvalidArgumentError(
      'It must be NAME=SIZE,SIZE,… with whole numbers, or words for sizes that stay open; NAME= is a scalar',
    );
  }
  return { ...before, [name]: dims as (number | string)[] };
}

function size(word: string): number | string | undefined {
  if (/^[1-9]\d*$/.test(word)) return Number(word);
  return /^[A-Za-z_]\w*$/.test(word) ? word : undefined;
}

/**
 * Expands a list of classes: `0-3,7` is 0, 1, 2, 3, 7. A word that is the name of a class is that
 * class, even with dashes in it; other words stay as they are, so that an error can name them.
 */
export function expandClasses(text: string, known: readonly string[]): string[] {
  const words = text.split(',').map((word) => word.trim());
  return [...new Set(words.flatMap((word) => (known.includes(word) ? [word] : rangeOf(word))))];
}

function rangeOf(word: string): string[] {
  const [, first = '', last = ''] = /^(\d+)-(\d+)$/.exec(word) ?? [];
  const [from, to] = [Number(first), Number(last)];
  if (first === '' || to < from || to - from > 9999) return [word];
  return Array.from({ length: to - from + 1 }, (_, i) => String(from + i));
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Options without those that were not given, so that the defaults of a callee apply. */
export function defined<T extends object>(options: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as Defined<T>;
}

